using System.Text.Json;
using Governance.Cli.Output;

namespace Governance.Cli.Registries;

/// <summary>An import as people read it.</summary>
internal static class ImportText
{
    /// <summary>A number of an answer; empty where it is missing.</summary>
    public static string Number(JsonElement item, string name) => item.Member(name)?.GetRawText() ?? "";

    /// <summary>True when nothing more happens.</summary>
    public static bool IsOver(JsonElement import) => import.Text("state") is "done" or "failed" or "cancelled";

    /// <summary>True when it ended without having read everything.</summary>
    public static bool Failed(JsonElement import) => import.Text("state") is "failed" or "cancelled";

    /// <summary>How far it is, in one line.</summary>
    public static string Summary(JsonElement import)
    {
        var what = import.Member("isDryRun") is { ValueKind: JsonValueKind.True } ? "Dry run" : "Import";
        var text =
            $"{what} {import.Text("id")} from {import.Text("server")} is {import.Text("state")}: "
            + $"models read {Number(import, "models")} (new {Number(import, "newModels")}), versions read {Number(import, "versions")} "
            + $"(new {Number(import, "newVersions")}), changed {Number(import, "changed")}, removed {Number(import, "gone")}, "
            + $"skipped {Number(import, "skipped")}.";
        return import.Text("problem") is { Length: > 0 } problem ? $"{text} {problem}" : text;
    }

    /// <summary>Writes it.</summary>
    public static void Write(TextPage page, JsonElement import)
    {
        page.Verdict(
            Failed(import) ? CheckOutcome.Fail
                : import.Text("problem") is { Length: > 0 } ? CheckOutcome.Warn
                : CheckOutcome.Pass,
            Summary(import)
        );
        page.Fact("next try", import.Text("nextTryAt"));
    }
}
