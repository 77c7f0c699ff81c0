using System.Text.Json;
using Governance.Cli.Output;

namespace Governance.Cli.Init;

/// <summary>What <c>init</c> did, or would do.</summary>
/// <param name="Ci">The pipeline that the files are for.</param>
/// <param name="Files">The files and what became of each: <c>written</c>, <c>replaced</c>, <c>would-write</c>, <c>would-replace</c> or
/// <c>exists</c>.</param>
/// <param name="Registered">What was registered, in sentences.</param>
/// <param name="Next">What is left to do, in sentences.</param>
internal sealed record InitResult(
    CiHost Ci,
    IReadOnlyList<(string Path, string State)> Files,
    IReadOnlyList<string> Registered,
    IReadOnlyList<string> Next
) : CommandResult
{
    public override void WriteText(TextPage page)
    {
        page.Line($"Pipeline: {Ci.Title}");
        foreach (var (path, state) in Files)
        {
            page.Mark(state is "exists" ? CheckOutcome.Fail : CheckOutcome.Pass, $"{path} ({state.Replace('-', ' ')})");
        }

        foreach (var sentence in Registered)
        {
            page.Line(sentence);
        }

        for (var i = 0; i < Next.Count; i++)
        {
            page.Line($"{i + 1}. {Next[i]}");
        }
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("ci", Ci.Name);
        writer.WriteStartArray("files");
        foreach (var (path, state) in Files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", path);
            writer.WriteString("state", state);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Write(writer, "registered", Registered);
        Write(writer, "next", Next);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> sentences)
    {
        writer.WriteStartArray(name);
        foreach (var sentence in sentences)
        {
            writer.WriteStringValue(sentence);
        }

        writer.WriteEndArray();
    }
}
