namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// The report JSONL of garak: entries <c>init</c> and <c>eval</c>. Of the detectors of a probe, the one that found most counts: an
/// attack that one of them sees succeeded. Prompts and outputs stay out. Public schema: github.com/NVIDIA/garak,
/// docs/source/reporting.rst and garak/evaluators/base.py.
/// </summary>
internal sealed class GarakReports : IForeignTool
{
    public string Name => "garak";

    public Version First { get; } = new(0, 9);

    public Version Before { get; } = new(1, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        string? version = null;
        DateTimeOffset? at = null;
        Place? last = null;
        var (begun, ended, isAggregate) = (false, false, false);
        var probes = new Dictionary<string, Probe>(StringComparer.Ordinal);
        foreach (var line in file.Lines())
        {
            last = line;
            switch (line.Need("entry_type").Text())
            {
                case "start_run setup":
                    (begun, isAggregate) = (true, line.Has("aggregation"));
                    break;
                case "init":
                    begun = true;
                    version = line.Version("garak_version");
                    at =
                        line.Find("start_time") is { } time && Shared.CommonOptions.TryReadInstant(time.Text(), out var read) ? read : null;
                    break;
                case "eval":
                    Add(line, probes);
                    break;
                case "completion":
                    ended = true;
                    break;
            }
        }

        if (last is not { } end)
        {
            throw new ConversionException("the document", "it is empty");
        }

        // Reports of before 0.9.0.12 have no setup; one that says it began has to say that it ended.
        if (begun && !ended)
        {
            throw end.Bad(
                isAggregate
                    ? "it puts several reports together, and does not say whether each run came to its end: convert each of them alone"
                    : "the run has no completion entry: it was interrupted, and its rates cover only part of the probes"
            );
        }

        var categories = new AttackCategories();
        foreach (var (name, probe) in probes)
        {
            // The detector without counts may be the one that found most: the attempts are errors then, not attacks that failed.
            categories.Add(
                name,
                probe.IsUnclear ? 0 : probe.Fails,
                probe.IsUnclear ? 0 : probe.Total,
                probe.IsUnclear ? Math.Max(1, probe.Total + probe.Nones) : probe.Nones
            );
        }

        return new(version, at, [categories.Report(end)]);
    }

    private static void Add(Place line, Dictionary<string, Probe> probes)
    {
        var probe = line.Need("probe").Text();
        _ = line.Need("detector").Text();
        var passed = line.Has("fails") ? line.CountIfAny("passed") : line.Count("passed");
        var total = line.Has("total_evaluated") ? line.Count("total_evaluated") : line.Count("total");
        var fails = line.CountIfAny("fails");
        var nones = line.CountIfAny("nones") ?? 0;
        // Two of the three say the third.
        (passed, fails, total) = (passed ?? total - fails, fails ?? total - passed, total ?? passed + fails);
        var known = probes.TryGetValue(probe, out var before);
        if (passed is not { } held || fails is not { } failed || total is not { } all)
        {
            probes[probe] = before with { Total = Math.Max(before.Total, total ?? 0), IsUnclear = true };
            return;
        }

        if (held > all || failed < 0 || held < 0 || held + failed != all)
        {
            throw line.Bad("passed and failed attempts do not add up to the evaluated ones");
        }

        // The higher rate; of equal rates the one with more attempts.
        if (
            !known
            || (double)failed / Math.Max(1, all) > (double)before.Fails / Math.Max(1, before.Total)
            || (failed == 0 && before.Fails == 0 && all > before.Total)
        )
        {
            probes[probe] = new(failed, all, nones, before.IsUnclear);
        }
    }

    /// <summary>A probe by the detector that found most.</summary>
    private readonly record struct Probe(long Fails, long Total, long Nones, bool IsUnclear);
}
