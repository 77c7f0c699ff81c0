using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Cli.Conversion.Tools;
using Governance.Domain;
using Governance.Policies;

namespace Governance.Cli.Conversion;

/// <summary>The tools whose reports can become evidence.</summary>
internal static class ForeignTools
{
    private static readonly IForeignTool[] s_tools =
    [
        new EvidentlyReports(),
        new NannyMlResults(),
        new DeepchecksSuites(),
        new GreatExpectationsResults(),
        new FairlearnFrames(),
        new Aif360Metrics(),
        new GarakReports(),
        new PyritResults(),
        new LmEvalResults(),
        new TruLensRecords(),
        new FiddlerAlerts(),
        new ArizeMonitors(),
        new WhylogsProfiles(),
        new SageMakerMonitorFiles(),
        new SageMakerClarifyAnalysis(),
        new SageMakerModelCards(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_tools.Select(t => t.Name)];

    /// <summary>Reads a report, and marks what it holds as measured by its tool.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="toolVersion">The version, where the file does not state it.</param>
    /// <param name="hints">What else the caller knows.</param>
    public static ConvertedFile Convert(string name, byte[] bytes, string? toolVersion, ConversionHints hints)
    {
        var tool = s_tools.Single(t => t.Name == name);
        if (bytes.Length > ForeignFile.MaxBytes)
        {
            throw new ConversionException(
                "the document",
                string.Create(CultureInfo.InvariantCulture, $"it has {bytes.Length:#,0} bytes; at most {ForeignFile.MaxBytes:#,0} are read")
            );
        }

        using var file = new ForeignFile(bytes);
        var read = tool.Read(file, hints);
        var isHosted = read.Version == "hosted";
        if (isHosted && toolVersion is not null)
        {
            throw new ConversionException("the version", $"{name} is a service without versions of its reports. Leave out --tool-version");
        }

        if (read.Version is { } said && toolVersion is not null && said.TrimStart('v') != toolVersion.TrimStart('v'))
        {
            throw new ConversionException("the version", $"the file says {said}, but --tool-version says {toolVersion}");
        }

        var version =
            read.Version
            ?? toolVersion
            ?? throw new ConversionException(
                "the version",
                "the file does not state it. Use --tool-version to give the version of " + $"{name}"
            );
        if (!isHosted)
        {
            Check(tool, version);
        }

        if (read.Reports.Count == 0)
        {
            throw new ConversionException("the document", "it holds no figure that the portal accepts as evidence");
        }

        var reports = new List<Converted>();
        string? nothing = null;
        foreach (var report in read.Reports)
        {
            file.Undefined.Write(report.Payload);
            report.Payload["measuredBy"] = new JsonObject { ["tool"] = name, ["version"] = version };
            report.Payload["source"] = new JsonObject { ["format"] = name, ["sha256"] = file.Sha256 };
            // What a gate would not read is not filed: the same reader, before it is sent.
            var text = Encoding.UTF8.GetBytes(report.Payload.ToJsonString());
            var facts = EvidenceFacts.Read(WireName.Of(report.Kind), text, "application/json").Facts;
            if (facts.Unreadable is { } why)
            {
                throw new ConversionException("the document", $"a gate could not read the resulting evidence: {why}");
            }

            var isEmpty = facts.Drift is { } drift && drift.Features.All(f => f.Statistics.Values.All(v => v is null));
            if (facts.NotMeasured is null && !isEmpty)
            {
                reports.Add(report);
            }

            nothing ??= facts.NotMeasured ?? (isEmpty ? "none of its features was compared" : null);
        }

        // Evidence whose every figure is undefined is none; what else the file measured is.
        return reports.Count > 0
            ? new($"{name} {version}", read.ProducedAt, reports, file.Undefined)
            : throw new ConversionException(
                "the document",
                $"no gate would count the resulting evidence: {nothing}{(file.Undefined.Count > 0 ? $" ({file.Undefined})" : string.Empty)}"
            );
    }

    private static void Check(IForeignTool tool, string version)
    {
        var digits = version.TrimStart('v').Split(['+', '-', ' '])[0].Split('.');
        var parts = digits.Select(d => new string([.. d.TakeWhile(char.IsAsciiDigit)])).TakeWhile(d => d.Length is > 0 and < 6).ToList();
        if (parts.Count == 0 || version.Length > 60)
        {
            throw new ConversionException("the version", $"\"{version[..Math.Min(60, version.Length)]}\" is not a valid version");
        }

        var read = new Version(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            parts.Count > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0
        );
        if (read < tool.First || read >= tool.Before)
        {
            throw new ConversionException(
                "the version",
                $"reports of {tool.Name} {version} are not supported; use a version from {tool.First} up to, but not including, "
                    + $"{tool.Before}"
            );
        }
    }
}
