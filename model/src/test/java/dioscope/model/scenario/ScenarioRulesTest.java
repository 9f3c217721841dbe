package dioscope.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dioscope.model.scenario.FileState.ExtentRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioRulesTest {
    /// Text | path | rule | nearest, with ' for " in the text.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", nullValues = "-", textBlock = """
            {'ofset': 1} | ofset | is not a field of a scenario | fs
            {'request': {'ofset': 1}} | request.ofset | is not a field of request | offset
            {'inode': {'extents': [{'logical': 0, 'length': 4096, 'sate': 'written'}]}} | inode.extents[0].sate | is not a field of inode.extents[0] | state
            {'inode': {'extents': [{'logical': 0}]}} | inode.extents[0] | must have length | ``
            {'fs': 3} | fs | must be an object | ``
            {'fs': {'journal': 'yes'}} | fs.journal | must be true or false | ``
            {'request': {'offset': '4X'}} | request.offset | must be a number of bytes such as 8192, "0x3000" or "4K" | ``
            {'request': {'offset': true}} | request.offset | must be a whole number or text | ``
            {'request': {'offset': '99999999T'}} | request.offset | must be a whole number of bytes such as 8192, "0x3000" or "4K" | 0
            {'request': {'fill_byte': 'xyz'}} | request.fill_byte | must be a byte such as "ab" | ``
            {'request': {'fill_byte': 256}} | request.fill_byte | must be at most 255 | 255
            {'request': {'submission': 'asink'}} | request.submission | must be one of sync, aio, uring, uring-iopoll | sync
            {'request': {'rwf': ['RWF_NOWIAT']}} | request.rwf[0] | must be one of RWF_HIPRI, RWF_DSYNC, RWF_SYNC, RWF_NOWAIT, RWF_APPEND, RWF_NOAPPEND, RWF_ATOMIC, RWF_DONTCACHE | RWF_NOWAIT
            {'device': {'preset': 'nvme'}} | device.preset | must be one of nvme-fua, nvme-nofua, nvme-atomic, sata, virtio-wt, 4kn | nvme-fua
            {'content_before': [[0, 4096]]} | content_before[0] | must have 3 elements | ``
            {'latency': {'read_nanos': -1}} | latency.read_nanos | must be at least 0 | 0
            {'kernel': '5.11'} | kernel | must be one of 5.10, 6.1, 6.6, 6.12, 6.14, 7.1, 7.2 | 5.10
            {'fs': {'page_size': '64K'}} | fs.page_size | other page sizes than 4096 are not modelled | 4096
            {'fs': {'dax': true}} | fs.dax | DAX is not modelled | false
            {'inode': {'encrypted': 'inlin'}} | inode.encrypted | must be one of no, software, inline | inline
            {'inode': {'verity': true}} | inode.verity | must be false where a request writes: a sealed file cannot be opened for writing | false
            {'fs': {'block_size': 3000}} | fs.block_size | must be a power of two from 1024 to 4096 | 2048
            {'fs': {'block_size': '64K', 'cluster_size': '64K'}} | fs.block_size | must be a power of two from 1024 to 4096 | 4096
            {'fs': {'block_size': 1024}, 'device': {'preset': '4kn'}} | fs.block_size | must be at least device.logical_block_size | 4096
            {'fs': {'cluster_size': '16K'}} | fs.cluster_size | must equal fs.block_size without bigalloc | 4096
            {'fs': {'bigalloc': true, 'cluster_size': 12000}} | fs.cluster_size | must be a power of two, at least fs.block_size | 8192
            {'fs': {'journal': false, 'data_mode': 'ordered'}} | fs.data_mode | must be null without a journal | null
            {'fs': {'journal': true, 'data_mode': null}} | fs.data_mode | must be told where there is a journal | ordered
            {'fs': {'journal': false, 'fast_commit': true}} | fs.fast_commit | must be false without a journal | false
            {'fs': {'delalloc': false, 'dioread_nolock_effective': true}} | fs.dioread_nolock_effective | must be false with these mount options and this file | false
            {'inode': {'i_size': -1}} | inode.i_size | must be from 0 to 17592186044416 | 0
            {'inode': {'i_disksize': '1M'}} | inode.i_disksize | must be from 0 to inode.i_size | 65536
            {'fs': {'extents': false}, 'inode': {'extents_format': true}} | inode.extents_format | must be false without the extents feature | false
            {'inode': {'inline': true}} | inode.inline | must be false without the inline_data feature | false
            {'inode': {'extents': [{'logical': 0, 'length': 60, 'state': 'inline'}]}} | inode.extents[0].state | must not be inline where the inode is not | written
            {'inode': {'extents': [{'logical': 0, 'length': 0}]}} | inode.extents[0].length | must be above 0 | 4096
            {'inode': {'extents': [{'logical': -4096, 'length': 8192}]}} | inode.extents[0].logical | must not be below 0 | 0
            {'inode': {'extents': [{'logical': 512, 'length': 4096, 'physical': 8388608}]}} | inode.extents[0].logical | must be a multiple of fs.block_size 4096 | 0
            {'inode': {'extents': [{'logical': 0, 'length': 5000}]}} | inode.extents[0].length | must be a multiple of fs.block_size 4096 | 4096
            {'inode': {'extents': [{'logical': 0, 'length': 4096, 'physical': 7168}]}} | inode.extents[0].physical | must be a multiple of fs.block_size 4096 | 8192
            {'inode': {'extents': [{'logical': 0, 'length': 4096, 'physical': -4096}]}} | inode.extents[0].physical | must be told for blocks that are allocated | 8388608
            {'inode': {'extents': [{'logical': 0, 'length': 4096, 'physical': '1048576T'}]}} | inode.extents[0].physical | must leave the extent within the largest device of 1152921504606846976 bytes | 1152921504606842880
            {'inode': {'extents': [{'logical': '16T', 'length': 4096}], 'i_size': 0}} | inode.extents[0] | must end within the largest file of 17592186044416 bytes | 17592186044416
            {'inode': {'extents': [{'logical': 0, 'length': 8192}, {'logical': 4096, 'length': 8192, 'physical': '1M'}]}} | inode.extents[1].logical | must not overlap the extent before it, which ends at 8192 | 8192
            {'inode': {'extents': [{'logical': 8192, 'length': 4096}, {'logical': 0, 'length': 4096}], 'i_size': 12288}} | inode.extents[1].logical | must come after the extent before it: extents are listed in file order | 12288
            {'inode': {'extents': [{'logical': 0, 'length': 8192, 'physical': '1M'}, {'logical': '8K', 'length': 8192, 'physical': '1M'}]}} | inode.extents[1].physical | must not overlap the device blocks of inode.extents[0] | 1056768
            {'inode': {'extents': [{'logical': 0, 'length': 4096, 'state': 'delalloc', 'physical': 0}]}} | inode.extents[0].physical | must be null: delayed blocks have no place yet | null
            {'fs': {'delalloc': false}, 'inode': {'extents': [{'logical': 0, 'length': 4096, 'state': 'delalloc'}]}} | inode.extents[0].state | must not be delalloc on a file system mounted without fs.delalloc | unwritten
            {'fs': {'data_mode': 'journal', 'delalloc': true}} | fs.delalloc | must be false with fs.data_mode journal: such a mount does not delay allocation | false
            {'fs': {'inline_data': true}, 'inode': {'inline': true, 'i_size': 500, 'extents': []}} | inode.i_size | must be at most 128 where data are inline, which is what an inode of 256 bytes holds | 128
            {'fs': {'inline_data': true}, 'inode': {'inline': true, 'i_size': 100, 'extents': [{'logical': 0, 'length': 4096}]}} | inode.extents[0].state | must be inline where the inode is: it has no blocks | inline
            {'fs': {'extents': false}, 'inode': {'extents': [{'logical': 0, 'length': 4096, 'state': 'unwritten'}]}} | inode.extents[0].state | must not be unwritten in a file mapped by indirect blocks | written
            {'fs': {'bigalloc': true, 'cluster_size': '16K'}, 'inode': {'extents': [{'logical': 4096, 'length': 4096, 'physical': '64K'}]}} | inode.extents[0].physical | must lie in its cluster where the extent lies in its own of fs.cluster_size 16384 | 69632
            {'fs': {'read_only': true}, 'page_cache': [{'page': 0, 'state': 'dirty'}]} | page_cache[0].state | must be clean on a file system mounted read-only (fs.read_only) | clean
            {'page_cache': [{'page': -1}]} | page_cache[0].page | must not be below 0 | 0
            {'page_cache': [{'page': 1, 'pages': 0}]} | page_cache[0].pages | must be from 1 to 2147483647 | 1
            {'page_cache': [{'page': 1, 'pages': 2}, {'page': 2}]} | page_cache[1].page | must come after the pages before it | 3
            {'page_cache': [{'page': 16}]} | page_cache[0].page | must lie within the file: inode.i_size has 16 pages | 15
            {'page_cache': [{'page': 15, 'pages': 2}]} | page_cache[0].pages | must end within the file: inode.i_size has 16 pages | 1
            {'inode': {'i_size': '16K', 'extents': []}, 'page_cache': [{'page': 3, 'state': 'dirty'}]} | page_cache[0].state | must not be dirty: page 3 lies in a hole, and what makes a page dirty finds or reserves its blocks | clean
            {'inode': {'extents': [{'logical': 0, 'length': '8K'}, {'logical': '12K', 'length': '4K', 'physical': '1M'}]}, 'page_cache': [{'page': 0, 'pages': 4, 'state': 'dirty'}]} | page_cache[0].state | must not be dirty: page 2 lies in a hole, and what makes a page dirty finds or reserves its blocks | clean
            {'page_cache': [{'page': 16, 'state': 'dirty'}]} | page_cache[0].page | must lie within the file: inode.i_size has 16 pages | 15
            {'page_cache': [{'page': 1, 'state': 'writeback'}]} | page_cache[0].state | must be one of clean, dirty, dirty-delalloc | clean
            {'inode': {'i_size': '8K', 'extents': [{'logical': 0, 'length': '4K', 'state': 'delalloc'}]}, 'page_cache': [{'page': 0, 'pages': 2, 'state': 'dirty-delalloc'}]} | page_cache[0].state | must not be dirty-delalloc: page 1 has no delalloc extent | dirty
            {'journal': {'blocks': 1023}} | journal.blocks | must be from 1024 to 10240000 | 1024
            {'fs': {'fast_commit': true}, 'journal': {'blocks': 1024}} | journal.blocks | must be from 1280 to 10240000 | 1280
            {'journal': {'committed_tid': 7, 'running': {'tid': 7}}} | journal.running.tid | must be after journal.committed_tid: a transaction cannot have committed while it runs | 8
            {'journal': {'committed_tid': 7, 'running': {'tid': 9}}} | journal.running.tid | must follow journal.committed_tid: transactions commit in the order of their numbers | 8
            {'journal': {'committed_tid': 7, 'running': null}, 'inode': {'datasync_tid_committed': false}} | inode.datasync_tid_committed | must be true where journal.running is null: nothing after transaction 7 has run that it could wait for | true
            {'journal': {'running': {'age_nanos': 6000000000}}} | journal.running.age_nanos | must be from 0 to 5000000000 | 5000000000
            {'journal': {'running': {'metadata': ['inode', 'inode']}}} | journal.running.metadata[1] | must be listed once | ``
            {'journal': {'running': {}}, 'fs': {'read_only': true}} | journal.running | must be null on a file system mounted read-only (fs.read_only) | null
            {'journal': {'running': {'ordered': [0, 4096]}}, 'fs': {'data_mode': 'writeback'}} | journal.running.ordered | must be null but with fs.data_mode ordered | null
            {'journal': {'committed_tid': 7, 'checkpoint': [{'tid': 8, 'metadata': ['inode']}]}} | journal.checkpoint[0].tid | must not be after journal.committed_tid: it waits for nothing but its place | 7
            {'journal': {'committed_tid': 7, 'checkpoint': [{'tid': 6, 'metadata': ['inode']}, {'tid': 5, 'metadata': ['super block']}]}} | journal.checkpoint[1].tid | must be after the transaction before it: the oldest comes first | 7
            {'journal': {'committed_tid': 7, 'checkpoint': [{'tid': 6, 'metadata': []}]}} | journal.checkpoint[0].metadata | must have a block: a transaction without any leaves the list | ["inode"]
            {'journal': {'committed_tid': 7, 'checkpoint': [{'tid': 5, 'metadata': ['inode']}, {'tid': 6, 'metadata': ['inode']}]}} | journal.checkpoint[1].metadata | must not have inode, which an older transaction of the list has: the newest keeps it | []
            {'fs': {'journal': false, 'data_mode': null}, 'journal': {'committed_tid': 7, 'checkpoint': [{'tid': 6, 'metadata': ['inode']}]}} | journal.checkpoint | must be empty without a journal (fs.journal) | []
            {'page_cache': [{'page': 1, 'state': 'dirty-delalloc'}]} | page_cache[0].state | must not be dirty-delalloc: page 1 has no delalloc extent | dirty
            {'device': {'logical_block_size': 1000}} | device.logical_block_size | must be a power of two from 512 to 4096 | 1024
            {'device': {'logical_block_size': 4096, 'physical_block_size': 512}} | device.physical_block_size | must be at least device.logical_block_size | 4096
            {'device': {'physical_block_size': 5000}} | device.physical_block_size | must be a power of two from 512 to 65536 | 4096
            {'device': {'write_cache': false}} | device.fua | must be false without a write cache (device.write_cache) | false
            {'device': {'max_bytes': 512}} | device.max_bytes | must be from 4096 to 2147483136 | 4096
            {'device': {'max_bytes': 5000}} | device.max_bytes | must be a multiple of device.logical_block_size 512 | 5120
            {'device': {'max_segments': 0}} | device.max_segments | must be from 1 to 65535 | 1
            {'device': {'max_segment_size': 512}} | device.max_segment_size | must be from 4096 to 4294967295 | 4096
            {'device': {'dma_alignment': 4}} | device.dma_alignment | must be a mask, a power of two less 1, at most 4095 | 3
            {'device': {'virt_boundary_mask': 4096}} | device.virt_boundary_mask | must be a mask, a power of two less 1, at most 4294967295 | 4095
            {'device': {'queue_depth': 0}} | device.queue_depth | must be from 1 to 10240 | 1
            {'faults': {'eio_file_ranges': [[-512, 512]]}} | faults.eio_file_ranges[0][0] | must not be below 0 | 0
            {'faults': {'eio_file_ranges': [[0, 0]]}} | faults.eio_file_ranges[0][1] | must not be below 1 | 1
            {'faults': {'eio_file_ranges': [[0, 700]]}} | faults.eio_file_ranges[0][1] | must be a multiple of the sector size 512 | 512
            {'faults': {'fail_bio': -2}} | faults.fail_bio | must be from 0 to 2147483647 | 0
            {'faults': {'free_bytes': -5}} | faults.free_bytes | must not be below 0, or null for plenty | 0
            {'faults': {'buffer': 'unreadable'}, 'request': {'buffer': 'page'}} | faults.buffer | must agree with request.buffer page | good
            {'request': {'offset': -1}} | request.offset | must be from 0 to 9223372034707296255 | 0
            {'request': {'length': '4G'}} | request.length | must be from 0 to 2147479552 | 2147479552
            {'request': {'length': 8192, 'iovecs': [{'len': 4096}]}} | request.length | must be the sum of the iovecs | 4096
            {'request': {'iovecs': [{'len': 512, 'base_mod_4096': 4096}]}} | request.iovecs[0].base_mod_4096 | must be from 0 to 4095 | 4095
            {'request': {'iovecs': [{'len': -1}]}} | request.iovecs[0].len | must be from 0 to 2147479552 | 0
            {'request': {'iovecs': []}} | request.iovecs | must be 1 to 1024 segments | 1
            {'request': {'iovecs': [{'len': 512}, {'len': 512}], 'vectored_call': false}} | request.vectored_call | must be true for several iovecs | true
            {'request': {'iovecs': [{'len': 512}, {'len': 512}], 'page_runs': {'pages': 2, 'runs': 2}}} | request.page_runs | must be left out for several iovecs | null
            {'request': {'page_runs': {'pages': 2, 'runs': 2}}} | request.page_runs.pages | must be the pages the buffer touches | 1
            {'request': {'page_runs': {'pages': 1, 'runs': 2}}} | request.page_runs | must have no more runs than pages, at most 524288 pages, and no more first_run_lengths than runs | null
            {'request': {'length': '8K', 'page_runs': {'pages': 2, 'runs': 2, 'first_run_lengths': [2]}}} | request.page_runs | must have at least one page in every run | 1
            {'request': {'start_nanos': 5}} | request.start_nanos | must be 0: time begins with the first request | 0
            {'requests': []} | requests | must have at least one request, or be left out for request | null
            {'request': {}, 'requests': [{}]} | request | must be left out where requests is told | null
            {'requests': [{}, {'start_nanos': 9}, {'start_nanos': 8}]} | requests[2].start_nanos | must not be below 9 | 9
            {'requests': [{}, {'length': 8192, 'iovecs': [{'len': 4096}]}]} | requests[1].length | must be the sum of the iovecs | 4096
            {'requests': [{}, {'ofset': 1}]} | requests[1].ofset | is not a field of requests[1] | offset
            {'writeback': {'dirty_bytes': 4096, 'dirty_background_bytes': 4096}} | writeback.dirty_bytes | must not be below 4097 | 4097
            {'pass_nanos': 3600000000001} | pass_nanos | must be from 0 to 3600000000000 | 3600000000000
            {'request': {'op': 'sync_file_range', 'sync_flags': ['write', 'write']}} | request.sync_flags[1] | must not be told twice | none
            {'request': {'op': 'sync_file_range', 'sync_flags': ['wait']}} | request.sync_flags[0] | must be one of wait_before, write, wait_after | write
            {'request': {'task': 2}} | request.task | must be from 0 to 1 | 1
            {'decisions': {'completions': [2, 0]}} | decisions.completions[1] | must be from 1 to 2147483647 | 1
            {'decisions': {'completions': [2, 1, 2]}} | decisions.completions[2] | must not be told twice | none
            {'decisions': {'completions': [2, 1], 'seed': 7}} | decisions.seed | must be left out where decisions.completions is told | null
            {'decisions': {'order': [1]}} | decisions.order | is not a field of decisions | seed
            {'asks': ['share']} | asks[0] | must be one of shared, inline-mapping, delalloc-mapping, integrity, force-wait, overwrite-only, partial, nosync, fsblock-aligned, bounce, anon-write, zone-append, submit-io, ioend, bio-set | shared
            {'fs': {'mount_options': ['noatime']}} | fs.mount_options[0] | must be one of data=ordered, data=writeback, data=journal, barrier, nobarrier, delalloc, nodelalloc, dioread_nolock, dioread_lock, data_err=abort, data_err=ignore, ro | nobarrier
            {'fs': {'mount_options': ['nobarrier'], 'barrier': true}} | fs.mount_options[0] | must agree with the other fields of fs | none
            {'device': {'preset': 'nvme-fua', 'write_cache': false}} | device.write_cache | must not be false with the preset nvme-fua, which requires FUA, and FUA a write cache | true
            {'device': {'capacity_bytes': 1024}} | device.capacity_bytes | must not be below 4096 | 4096
            {'device': {'capacity_bytes': 5000}} | device.capacity_bytes | must be a multiple of the sector size 512 | 5120
            {'device': {'capacity_bytes': '8M'}} | inode.extents[0].physical | must leave the extent within the device of 8388608 bytes | 8323072
            {'device': {'atomic_write_unit_min': 1000}} | device.atomic_write_unit_min | must be a power of two from 512 to 2147483648 | 1024
            {'device': {'preset': '4kn', 'atomic_write_unit_min': 512}} | device.atomic_write_unit_min | must be a power of two from 4096 to 2147483648 | 4096
            {'device': {'atomic_write_unit_max': 3000}} | device.atomic_write_unit_max | must be a power of two from 512 to 2147483648 | 2048
            {'device': {'atomic_write_unit_min': 1024}} | device.atomic_write_unit_max | must be at least device.atomic_write_unit_min | 1024
            {'device': {'atomic_write_unit_max': 1024}} | device.atomic_write_max | must be at least device.atomic_write_unit_max | 1024
            {'device': {'atomic_write_max': 1000}} | device.atomic_write_max | must be a multiple of the sector size 512 | 1024
            {'device': {'atomic_write_max': '1M'}} | device.atomic_write_max | must be at most device.max_bytes | 524288
            {'device': {'atomic_write_boundary': 1536}} | device.atomic_write_boundary | must be a power of two from 512 to 2147483648 | 1024
            {'device': {'preset': 'nvme-atomic', 'atomic_write_boundary': 4096}} | device.atomic_write_boundary | must be at least device.atomic_write_max, or 0 | 0
            {'faults': {'kill_nanos': 5}, 'request': {'submission': 'aio'}} | faults.kill_nanos | needs a call that its own task carries out (request.submission sync) | null
            {'faults': {'short_pin': -1}} | faults.short_pin | must be from 0 to 2147483647 | 0
            {'faults': {'stuck_pages': [3]}} | faults.stuck_pages[0] | must be a page of page_cache | none: page_cache is empty
            {'page_cache': [{'page': 2}], 'faults': {'stuck_pages': [2, 3]}} | faults.stuck_pages[1] | must be a page of page_cache | 2
            {'page_cache': [{'page': 2}], 'faults': {'stuck_pages': [2, 2]}} | faults.stuck_pages[1] | must not be told twice | none
            {'faults': {'shutdown_flags': 3}} | faults.shutdown_flags | must be 0, 1 or 2 | 2
            {'faults': {'shutdown_flags': 2, 'shutdown_mode': 'default'}} | faults.shutdown_mode | must agree with shutdown_flags | no log flush
            {'faults': {'shutdown': false, 'shutdown_mode': 'default'}} | faults.shutdown | must agree with shutdown_mode | true
            {'film': {'cues': [{'at': 'a b'}]}} | film.cues[0].at | must be the number of a step, or a site such as dio_complete or dio_complete#2 | 0
            {'film': {'cues': [{'at': 5}, {'at': '5'}]}} | film.cues[1].at | must be told once: another cue is at 5 | none
            {'film': {'cues': [{'at': 5, 'skip': true, 'chapter': 'x'}]}} | film.cues[0].skip | must be false where hold_seconds, caption or chapter is told: what is skipped is not seen | false
            {'film': {'cues': [{'at': 5, 'focus': 'dios'}]}} | film.cues[0].focus | must be one of all, file, bio, dio, flow, stack, code, why, decisions, timeline | dio
            {'film': {'cues': [{'at': 5, 'speed': 20}]}} | film.cues[0].speed | must be at most 10 | 10
            {'film': {'cues': [{'at': 5, 'hold_seconds': -1}]}} | film.cues[0].hold_seconds | must be at least 0 | 0
            {'film': {'narration': {'file': 'voice.txt'}}} | film.narration.file | must name a file that ends in .wav, .flac, .mp3, .opus or .ogg | voice.wav
            {'film': {'narration': {'file': 'v.wav', 'marks': [{'at': 1, 'seconds': 3}, {'at': 2, 'seconds': 3}]}}} | film.narration.marks[1].seconds | must be after the mark before it | 4
            {'content_before': [[4096, 61440, '11']]} | content_before[0][0] | must be where the run before it ends | 0
            {'content_before': [[0, 0, '11']]} | content_before[0][1] | must be above 0 | 1
            {'content_before': [[0, 4096, '11']]} | content_before | must cover the file: its runs end at 4096 | 65536
            """)
    void a_broken_rule_names_the_field_the_rule_and_the_nearest_value(String json, String path, String rule, String nearest) {
        var e = catchThrowableOfType(ScenarioException.class, () -> ScenarioJson.read(json.replace('\'', '"'), "t.json"));
        assertThat(e).as("refused").isNotNull();
        assertThat(e.errors()).contains(new ScenarioError(path, rule, nearest));
    }

    @Test
    void more_requests_than_a_reader_can_follow_are_too_many() {
        var all = String.join(",", java.util.Collections.nCopies(65, "{}"));
        var e = catchThrowableOfType(ScenarioException.class, () -> ScenarioJson.read("{\"requests\": [" + all + "]}", "t.json"));
        assertThat(e.errors()).contains(new ScenarioError("requests", "must be at most 64 requests", "64"));
    }

    @Test
    void the_first_problem_speaks_and_the_others_are_counted() {
        assertThatThrownBy(() -> ScenarioJson.read("{\"device\": {\"write_cache\": false, \"max_segments\": 0}}", "my.json"))
                .hasMessage("my.json: device.fua: must be false without a write cache (device.write_cache); nearest valid value false "
                        + "(and 1 more problem)");
        assertThatThrownBy(() -> ScenarioJson.read("{\"device\": {\"queue_depth\": 0}}", "my.json"))
                .hasMessage("my.json: device.queue_depth: must be from 1 to 10240; nearest valid value 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'request': {'offset': 1}}", "{'request': {'offset': 512, 'length': 513}}", "{'request': {'length': 0}}",
            "{'request': {'base_mod_4096': 7}}", "{'faults': {'buffer': 'unreadable'}}", "{'request': {'offset': '1T'}}",
            "{'request': {'rwf': ['RWF_APPEND', 'RWF_NOAPPEND']}}"})
    void what_the_kernel_answers_with_an_error_is_no_input_error(String json) {
        var s = ScenarioJson.read(json.replace('\'', '"'), "t.json");
        assertThat(ScenarioRules.problems(s)).isEmpty();
    }

    @Test
    void a_scenario_edited_in_memory_obeys_the_same_rules() {
        var s = ScenarioJson.read("{}", "t.json");
        var extents = new ArrayList<>(s.inode().extents());
        extents.add(new ExtentRun(0, 0, 4096, ExtentRun.State.UNWRITTEN));
        var i = s.inode();
        var edited = s.withInode(new FileState(i.iSize(), i.iDisksize(), extents, true, false, false, false, true, true, true));
        assertThat(ScenarioRules.problems(edited)).extracting(ScenarioError::path).containsExactly("inode.extents[1].logical");
        assertThat(ScenarioRules.problems(s.withContentBefore(List.of()))).extracting(ScenarioError::path)
                .containsExactly("content_before");
    }

    /// A page is dirty above blocks of any kind, were it one small block of it.
    @ParameterizedTest
    @ValueSource(strings = {"{'page_cache': [{'page': 0, 'pages': 16, 'state': 'dirty'}]}",
            "{'fs': {'block_size': 1024}, 'inode': {'extents': [{'logical': 3072, 'length': 2048}]}, 'page_cache': [{'page': 0, 'pages': 2, 'state': 'dirty'}]}",
            "{'inode': {'i_size': '8K', 'extents': [{'logical': 0, 'length': '4K', 'state': 'unwritten'}]}, 'page_cache': [{'page': 0, 'state': 'dirty'}, {'page': 1}]}"})
    void a_page_over_a_block_may_be_dirty(String json) {
        assertThat(ScenarioRules.problems(ScenarioJson.read(json.replace('\'', '"'), "t.json"))).isEmpty();
    }
}
