package dioscope.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.run.FirstWorlds;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is done when the run is over, of which only the World it leaves is kept.
@Timeout(20)
class WhatFollowsTheRunTest {
    private static final long SIZE = 4711;

    private final World start = FirstWorlds.any();

    private Kernel kernel(Bounds bounds) {
        var k = new Kernel(Profile.V6_12, start, bounds);
        k.spawn("interrupt", Task.Kind.IRQ, () -> {});
        k.boot(k.spawn("task", Task.Kind.TASK, () -> k.enter("call").close()));
        return k;
    }

    private static void grow(Kernel k) {
        try (var fn = k.enter("grow")) {
            k.apply("i_size", k.world().withInode(k.world().inode().withISize(SIZE)));
        }
    }

    @Test
    void itsStepsAreNotRecordedAndItsWorldIs() {
        var plain = kernel(Bounds.DEFAULT).run();
        var k = kernel(Bounds.DEFAULT);
        var t = k.runThen("sync", () -> grow(k));
        assertThat(t.size()).isEqualTo(plain.size());
        assertThat(t.steps().getLast().world().inode().iSize()).isEqualTo(start.inode().iSize());
        assertThat(Objects.requireNonNull(t.synced()).inode().iSize()).isEqualTo(SIZE);
        assertThat(plain.synced()).isNull();
    }

    @Test
    void whatComesOfItLaterIsWaitedFor() {
        var k = kernel(Bounds.DEFAULT);
        var t = k.runThen("sync", () -> k.at(1_000_000, () -> grow(k)));
        assertThat(Objects.requireNonNull(t.synced()).inode().iSize()).isEqualTo(SIZE);
    }

    @Test
    void aRefusalOfItIsTold() {
        var k = kernel(Bounds.DEFAULT);
        var t = k.runThen("sync", () -> {
            throw k.refuse("The sync is not modelled.");
        });
        assertThat(t.refusal()).isEqualTo("The sync is not modelled.");
        assertThat(t.synced()).isNull();
    }

    @Test
    void itIsNotBegunAfterARefusal() {
        var k = new Kernel(Profile.V6_12, start, Bounds.DEFAULT);
        k.spawn("interrupt", Task.Kind.IRQ, () -> {});
        k.boot(k.spawn("task", Task.Kind.TASK, () -> {
            throw k.refuse("The call is not modelled.");
        }));
        var t = k.runThen("sync", () -> grow(k));
        assertThat(t.refusal()).isEqualTo("The call is not modelled.");
        assertThat(t.synced()).isNull();
        assertThat(k.world().inode().iSize()).isEqualTo(start.inode().iSize());
    }

    @Test
    void itHasBoundsToo() {
        var k = kernel(new Bounds(100, 20));
        var t = k.runThen("sync", () -> {
            while (true) {
                k.enter("for ever").close();
            }
        });
        assertThat(t.refusal()).contains("100 steps");
        assertThat(t.synced()).isNull();
    }
}
