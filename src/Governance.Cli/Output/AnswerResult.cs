using System.Text.Json;

namespace Governance.Cli.Output;

/// <summary>An answer of the portal: as JSON just what it said, as text what a person needs of it.</summary>
internal sealed record AnswerResult(JsonElement Body, Action<TextPage> Text) : CommandResult
{
    public override void WriteText(TextPage page) => Text(page);

    public override void WriteJson(Utf8JsonWriter writer) => Body.WriteTo(writer);
}
