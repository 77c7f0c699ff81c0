using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Cli.Discovery.Scanning;
using Governance.Cli.Output;
using Governance.Domain;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery;

/// <summary>A finding, and what the portal knows of it.</summary>
internal sealed record JudgedFinding(DiscoveryFinding Finding)
{
    /// <summary>As the portal says it; <c>unregistered</c> where no portal was asked.</summary>
    public string State { get; init; } = "unregistered";

    /// <summary>Its number at the portal, once reported.</summary>
    public string? Id { get; init; }

    /// <summary>The version, model or agent that is registered.</summary>
    public string? RegisteredAs { get; init; }

    /// <summary>Why it is ignored or blocked.</summary>
    public string? Reason { get; init; }

    public bool Stops => State is not ("registered" or "ignored");
}

/// <summary>What a scan found, in the order of places.</summary>
internal sealed record DiscoverResult(string Path, string Source, IReadOnlyList<JudgedFinding> Findings) : CommandResult
{
    public required int Files { get; init; }

    public required int TooLarge { get; init; }

    public required int SkippedFolders { get; init; }

    public required int Links { get; init; }

    public required int Ignored { get; init; }

    /// <summary>Whether a part could not be searched: then nothing found is no clean result.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>What the portal counted, once reported.</summary>
    public (int Added, int Known, int Gone)? Reported { get; init; }

    public override CheckReport Checks =>
        new("discover", Source, Path, [.. Findings.Select(ItemOf)])
        {
            Headline = Headline,
            Facts = [KeyValuePair.Create("files", Files.ToString(CultureInfo.InvariantCulture))],
        };

    private string Headline
    {
        get
        {
            var open = Findings.Count(f => f.Stops);
            return open switch
            {
                0 when IsIncomplete => "Not everything could be searched, and nothing unregistered was found in the rest",
                0 => "Nothing unregistered was found",
                1 => "1 finding is not registered",
                _ => string.Create(CultureInfo.InvariantCulture, $"{open} findings are not registered"),
            };
        }
    }

    public override void WriteText(TextPage page)
    {
        foreach (var one in Findings)
        {
            var item = ItemOf(one);
            page.Mark(item.Outcome, $"{PlaceOf(one.Finding)}  {item.Message}");
        }

        page.Verdict(
            Findings.Any(f => f.Stops) ? CheckOutcome.Fail
                : IsIncomplete ? CheckOutcome.Warn
                : CheckOutcome.Pass,
            IsIncomplete && !Findings.Any(f => f.Stops) ? $"{Headline} ({Text(Files)} files)." : $"{Headline} in {Text(Files)} files."
        );
        foreach (
            var (count, words) in new[]
            {
                (Ignored, "left out by --ignore"),
                (TooLarge, "text files too large to read (--max-file-size)"),
                (SkippedFolders, "folders of tools and installed packages skipped (--all searches them)"),
                (Links, "links not followed"),
            }
        )
        {
            if (count > 0)
            {
                page.Line($"{Text(count)} {words}");
            }
        }

        if (Reported is { } reported)
        {
            page.Line($"Reported as {Source}: {Text(reported.Added)} new, {Text(reported.Known)} known, {Text(reported.Gone)} gone.");
        }
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("source", Source);
        writer.WriteNumber("files", Files);
        writer.WriteNumber("tooLarge", TooLarge);
        writer.WriteNumber("skippedFolders", SkippedFolders);
        writer.WriteNumber("links", Links);
        writer.WriteNumber("ignored", Ignored);
        writer.WriteNumber("unregistered", Findings.Count(f => f.Stops));
        if (Reported is { } reported)
        {
            writer.WriteStartObject("reported");
            writer.WriteNumber("added", reported.Added);
            writer.WriteNumber("known", reported.Known);
            writer.WriteNumber("gone", reported.Gone);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("findings");
        foreach (var one in Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("id", one.Id);
            Write(writer, one.Finding);
            writer.WriteString("state", one.State);
            writer.WriteString("registeredAs", one.RegisteredAs);
            writer.WriteString("reason", one.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The members of a finding, as the portal takes them.</summary>
    public static void Write(Utf8JsonWriter writer, DiscoveryFinding finding)
    {
        writer.WriteString("kind", WireName.Of(finding.Kind));
        writer.WriteString("name", Seen(finding.Name, FoundThing.MaxName));
        writer.WriteString("path", Seen(finding.Path, FoundThing.MaxPath));
        if (finding.Line is { } line)
        {
            writer.WriteNumber("line", line);
        }
        else
        {
            writer.WriteNull("line");
        }

        writer.WriteString("detail", Seen(finding.Detail, FoundThing.MaxDetail));
        writer.WriteString("note", Seen(finding.Note, FoundThing.MaxDetail));
        writer.WriteString("sha256", finding.Sha256);
    }

    // A file can be named so that it is read as another one. The portal takes no such name, and no name keeps a scan from it: what cannot
    // be seen is written as its code.
    private static string? Seen(string? text, int max)
    {
        if (text is null || !NameText.Misleads(text))
        {
            return text;
        }

        var seen = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var size = char.IsSurrogatePair(text, i) ? 2 : 1;
            var sign = text.Substring(i, size);
            if (NameText.Misleads(sign))
            {
                foreach (var part in sign)
                {
                    seen.Append(CultureInfo.InvariantCulture, $"\\u{(int)part:x4}");
                }
            }
            else
            {
                seen.Append(sign);
            }

            i += size - 1;
        }

        return seen.Length > max ? seen.ToString(0, max) : seen.ToString();
    }

    private static string Words(DiscoveryFinding finding) =>
        finding.Kind switch
        {
            DiscoveryKind.ModelFile => $"model file: {finding.Name}",
            DiscoveryKind.Sdk => $"library: {finding.Name}",
            DiscoveryKind.Prompt => $"prompt: {finding.Detail}",
            DiscoveryKind.McpServer => $"MCP server {finding.Name}: {finding.Detail}",
            DiscoveryKind.AgentCard => $"agent card: {finding.Name}",
            DiscoveryKind.Endpoint when finding.Note is { } note => $"endpoint of {finding.Detail}: {finding.Name}, {note}",
            DiscoveryKind.Endpoint => $"endpoint of {finding.Detail}: {finding.Name}",
            DiscoveryKind.ProviderKey => $"key: {finding.Name}",
            DiscoveryKind.SbomComponent => $"SBOM component: {finding.Name} ({finding.Detail})",
            DiscoveryKind.InferenceService => $"serves a model: {finding.Name} ({finding.Detail})",
            DiscoveryKind.RegistryModel => $"model of another registry: {finding.Name}",
            DiscoveryKind.RegistryDrift => $"registry mismatch: {finding.Name}",
            DiscoveryKind.RunningAgent => $"running agent: {finding.Name}",
        };

    private static string PlaceOf(DiscoveryFinding finding) =>
        finding.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{finding.Path}:{line}") : finding.Path;

    private static CheckItem ItemOf(JudgedFinding one)
    {
        var words = Words(one.Finding);
        var (outcome, severity, message) = one.State switch
        {
            "registered" => (CheckOutcome.Pass, CheckSeverity.Low, $"{words}. Registered: {one.RegisteredAs}"),
            "ignored" => (CheckOutcome.Waived, CheckSeverity.Low, $"{words}. Ignored: {one.Reason}"),
            "blocked" => (CheckOutcome.Fail, CheckSeverity.Critical, $"{words}. Blocked: {one.Reason}"),
            _ => (CheckOutcome.Fail, one.Finding.Kind is DiscoveryKind.ProviderKey ? CheckSeverity.High : CheckSeverity.Medium, words),
        };
        // The place and what it is, so that the same finding is the same one in the next report.
        return new($"{WireName.Of(one.Finding.Kind)}:{one.Finding.Path}:{one.Finding.Name}", "discover", severity, outcome, message)
        {
            File = one.Finding.Path,
            Line = one.Finding.Line,
        };
    }

    private static string Text(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
