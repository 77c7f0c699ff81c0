using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary><c>agent diff</c>: what changed between two manifests, in sentences.</summary>
internal static class AgentDiffCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "diff",
            "Show what changed between two manifests, most serious first.",
            "governance agent diff production.json agent.yaml --fail-on more"
        );
        var older = AgentFiles.File("OLD", "The manifest to compare with.");
        var newer = AgentFiles.File("NEW", "The manifest that is to replace it.");
        var failOn = CommonOptions.OneOf(
            "--fail-on",
            "Exit 1 if the agent may do more than before (more), or if anything changed (any).",
            ["more", "any"]
        );
        command.Add(older);
        command.Add(newer);
        command.Add(failOn);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var changes = AgentDifference.Between(
                    await AgentFiles.ManifestAsync(parse.GetRequiredValue(older), ct),
                    await AgentFiles.ManifestAsync(parse.GetRequiredValue(newer), ct)
                );
                var fails = parse.GetValue(failOn) switch
                {
                    "any" => changes.Count > 0,
                    "more" => changes.Any(change => change.Kind < AgentChangeKind.Described),
                    _ => false,
                };
                return new CommandOutcome(new Difference(changes), fails ? ExitCode.Refused : ExitCode.Done);
            }
        );
        return command;
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<AgentChange> changes)
    {
        writer.WriteStartArray();
        foreach (var change in changes)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(change.Kind.ToString()));
            writer.WriteString("sentence", change.Sentence);
            writer.WriteStartArray("values");
            foreach (var value in change.Values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private sealed record Difference(IReadOnlyList<AgentChange> Changes) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            foreach (var change in Changes)
            {
                page.Line(change.Sentence);
            }

            if (Changes.Count == 0)
            {
                page.Line("The two manifests are equivalent.");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer) => Write(writer, Changes);
    }
}
