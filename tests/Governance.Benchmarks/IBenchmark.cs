namespace Governance.Benchmarks;

/// <summary>
/// Something measured beside its reference in the same run; prints Markdown. What is worth keeping goes to docs/benchmarks.md.
/// </summary>
internal interface IBenchmark
{
    /// <summary>The word that runs it.</summary>
    string Name { get; }

    /// <summary>What it measures, and its options.</summary>
    string Words { get; }

    Task RunAsync(BenchmarkOptions options, CancellationToken ct);
}

/// <summary>Options as <c>--name value</c>.</summary>
internal sealed class BenchmarkOptions(string[] arguments)
{
    public string Text(string name, string otherwise)
    {
        var at = Array.IndexOf(arguments, $"--{name}");
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
    }

    public long Number(string name, long otherwise) =>
        long.Parse(
            Text(name, otherwise.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            System.Globalization.CultureInfo.InvariantCulture
        );
}
