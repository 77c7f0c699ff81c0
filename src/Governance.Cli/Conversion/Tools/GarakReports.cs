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
        var (begun, ended) = (false, false);
        var probes = new Dictionary<string, (long Fails, long Total, long Nones)>(StringComparer.Ordinal);
        foreach (var line in file.Lines())
        {
            last = line;
            switch (line.Need("entry_type").Text())
            {
                case "start_run setup":
                    begun = true;
                    break;
                case "init":
                    begun = true;
                    version = line.Need("garak_version").Text();
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
            throw new ConversionException("the file", "it is empty");
        }

        // Reports of before 0.9.0.12 have no setup; one that says it began has to say that it ended.
        if (begun && !ended)
        {
            throw end.Bad("the run has no completion entry: it was interrupted, and its rates cover only part of the probes");
        }

        var categories = new AttackCategories();
        foreach (var (probe, (fails, total, nones)) in probes)
        {
            categories.Add(probe, fails, total, nones);
        }

        return new(version, at, [categories.Report(end)]);
    }

    private static void Add(Place line, Dictionary<string, (long Fails, long Total, long Nones)> probes)
    {
        var probe = line.Need("probe").Text();
        _ = line.Need("detector").Text();
        var passed = line.Need("passed").Count();
        var total = (line.Find("total_evaluated") ?? line.Need("total")).Count();
        var fails = line.Find("fails")?.Count() ?? total - passed;
        if (passed > total || fails < 0 || passed + fails != total)
        {
            throw line.Bad("passed and failed attempts do not add up to the evaluated ones");
        }

        var nones = line.Find("nones")?.Count() ?? 0;
        // The higher rate; of equal rates the one with more attempts.
        if (
            !probes.TryGetValue(probe, out var before)
            || (double)fails / Math.Max(1, total) > (double)before.Fails / Math.Max(1, before.Total)
            || (fails == 0 && before.Fails == 0 && total > before.Total)
        )
        {
            probes[probe] = (fails, total, nones);
        }
    }
}
