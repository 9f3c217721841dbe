package dioscope.model.compare;
import dioscope.model.run.Runner;
import dioscope.model.scenario.*;
final class Look {
    public static void main(String[] x) {
        var a = ShippedScenarios.read(x[0]);
        var b = ShippedScenarios.read(x[1]);
        var s = Runner.run(a);
        var t = Runner.run(b);
        for (int k = 0; k < 200; k++) Comparison.of(new Side("A", s), new Side("B", t));
        long n = System.nanoTime();
        for (int k = 0; k < 100; k++) Comparison.of(new Side("A", s), new Side("B", t));
        System.out.println(s.size() + " " + t.size() + " steps, us " + (System.nanoTime() - n) / 100_000);
        var c = Comparison.of(new Side("A", s), new Side("B", t));
        System.out.println("alike " + c.alike() + " of " + c.rows().size() + ", differences " + c.differences().size());
        c.outcome().forEach(System.out::println);
        for (var d : c.differences()) {
            var r = c.rows().get(d.row());
            var st = r.a() >= 0 ? s.step(r.a()) : t.step(r.b());
            System.out.println(d.row() + " " + d.what() + " x" + d.steps() + " " + st.kind() + " " + st.site() + " " + c.details(d.row()) + " " + (d.what().only() ? st.values() : ""));
        }
        System.out.println("FIRST " + c.first());
    }
}
