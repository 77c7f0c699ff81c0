using Governance.Benchmarks;
using Governance.Benchmarks.Agents;
using Governance.Benchmarks.Capacity;
using Governance.Benchmarks.Circuits;
using Governance.Benchmarks.Decisions;
using Governance.Benchmarks.Numbers;
using Governance.Benchmarks.Reports;
using Governance.Benchmarks.Scale;
using Governance.Benchmarks.Start;

IBenchmark[] benchmarks =
[
    new ProofBenchmark(),
    new SweepBenchmark(),
    new ExportBenchmark(),
    new DecisionIntakeBenchmark(),
    new GateBenchmark(),
    new ReportBenchmark(),
    new NumbersBenchmark(),
    new StartBenchmark(),
    new ScaleBenchmark(),
    new CircuitBenchmark(),
    new CallBenchmark(),
    new DecisionPointBenchmark(),
    new CapacityBenchmark(),
];
if (args.Length == 0 || benchmarks.SingleOrDefault(b => b.Name == args[0]) is not { } chosen)
{
    Console.WriteLine("Usage: dotnet run -c Release --project tests/Governance.Benchmarks -- NAME [--option value]");
    foreach (var benchmark in benchmarks)
    {
        Console.WriteLine($"  {benchmark.Name, -12} {benchmark.Words}");
    }

    return args.Length == 0 ? 0 : 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await chosen.RunAsync(new BenchmarkOptions(args[1..]), stop.Token);
return 0;
