package dioscope.app.bench;

import dioscope.app.panel.Setting;
import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.app.session.Intent;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Random;

/// Going to any step of a long run and drawing it; whether it looks the same from before and from behind.
final class SeekBench {
    private static final int WARM_UP = 1500;
    private static final int SEEKS = 2000;

    private SeekBench() {}

    static List<Row> measure() throws InterruptedException {
        try (var desk = new Desk(EngineBench.longRun())) {
            int steps = desk.state().trace().size();
            double study = study(desk.state().trace());
            var random = new Random(7);
            seeks(desk, random, WARM_UP);
            var millis = seeks(desk, random, SEEKS);
            int different = different(desk, random);
            return List.of(Row.below("seek in %,d steps and draw, p99".formatted(steps), Row.percentile(millis, 0.99), 8, "ms"),
                    Row.told("seek in %,d steps and draw, median".formatted(steps), Row.percentile(millis, 0.5), "ms"),
                    Row.atMost("steps of 300 that look different from before and from behind", different, 0, ""),
                    Row.told("worked out once for a run of %,d steps, off the window's thread".formatted(steps), study, "ms"));
        }
    }

    private static double[] seeks(Desk desk, Random random, int count) throws InterruptedException {
        int steps = desk.state().trace().size();
        var millis = new double[count];
        for (int i = 0; i < count; i++) {
            int to = random.nextInt(steps);
            long before = Cpu.threads();
            desk.dispatch(new Intent.Seek(to));
            desk.draw();
            millis[i] = (Cpu.threads() - before) / 1e6;
        }
        return millis;
    }

    private static int different(Desk desk, Random random) throws InterruptedException {
        int steps = desk.state().trace().size();
        int different = 0;
        for (int i = 0; i < 300; i++) {
            int at = 1 + random.nextInt(steps - 2);
            desk.dispatch(new Intent.Seek(at - 1));
            desk.draw();
            desk.dispatch(new Intent.Seek(at));
            var forward = desk.draw();
            desk.dispatch(new Intent.Seek(at + 1));
            desk.draw();
            desk.dispatch(new Intent.Seek(at));
            if (!desk.draw().equals(forward)) different++;
        }
        return different;
    }

    private static double study(Trace trace) {
        var millis = new double[7];
        for (int i = 0; i < millis.length; i++) {
            long before = Cpu.threads();
            Study.of(trace, Setting.DEFAULT, Words.NONE);
            millis[i] = (Cpu.threads() - before) / 1e6;
        }
        return Row.percentile(millis, 0.5);
    }
}
