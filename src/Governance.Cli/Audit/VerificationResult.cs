using System.Globalization;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Transparency;

namespace Governance.Cli.Audit;

/// <summary>A verification as it is written.</summary>
internal sealed record VerificationResult(LogVerification Verification, string File) : CommandResult
{
    public override CheckReport Checks =>
        new(
            "audit-verify",
            Verification.Checkpoint?.Origin ?? File,
            File,
            [.. Verification.Findings.Select((f, i) => f.ToItem(i, "audit", File))]
        )
        {
            Headline = Headline,
        };

    private string Headline =>
        Verification switch
        {
            { Verified: false, FirstBadEntry: { } bad } => string.Create(CultureInfo.InvariantCulture, $"Not verified: entry {bad}."),
            { Verified: false } => "Not verified.",
            { Verified: true, KeyPinned: false } => "Verified with the key in the file only.",
            _ => "Verified.",
        };

    public override void WriteText(TextPage page)
    {
        page.Verdict(Verification.Verified ? CheckOutcome.Pass : CheckOutcome.Fail, Headline);
        foreach (var finding in Verification.Findings)
        {
            if (finding.Kind is FindingKind.Note)
            {
                page.Line($"note   {finding.Sentence}");
            }
            else
            {
                page.Mark(finding.Kind.ToOutcome(), finding.Sentence);
            }
        }

        if (Verification.Checkpoint is { } checkpoint)
        {
            page.Line();
            page.Fact("log", checkpoint.Origin);
            page.Fact("entries", checkpoint.Size.ToString(CultureInfo.InvariantCulture));
            page.Fact("root", Convert.ToBase64String(checkpoint.Root));
            page.Fact("key", Verification.Key?.ToString());
        }
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("verified", Verification.Verified);
        writer.WriteNumber("entries", Verification.Entries);
        WriteNumber(writer, "firstBadEntry", Verification.FirstBadEntry);
        writer.WriteString("key", Verification.Key?.ToString());
        writer.WriteBoolean("keyPinned", Verification.KeyPinned);
        WriteCheckpoint(writer, "checkpoint", Verification.Checkpoint);
        WriteCheckpoint(writer, "pinned", Verification.Pinned);
        writer.WriteStartArray("findings");
        foreach (var finding in Verification.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString(
                "kind",
                finding.Kind.ToOutcome() switch
                {
                    CheckOutcome.Pass => "proven",
                    CheckOutcome.Fail => "failed",
                    _ => "note",
                }
            );
            writer.WriteString("sentence", finding.Sentence);
            WriteNumber(writer, "index", finding.Index);
            WriteNumber(writer, "lastIndex", finding.LastIndex);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteCheckpoint(Utf8JsonWriter writer, string name, Checkpoint? checkpoint)
    {
        if (checkpoint is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("origin", checkpoint.Origin);
        writer.WriteNumber("size", checkpoint.Size);
        writer.WriteBase64String("root", checkpoint.Root);
        writer.WriteEndObject();
    }
}
