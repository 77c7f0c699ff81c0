using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Registries;

/// <summary>
/// <c>registries import</c>: asks for an import or a dry run; with <c>--wait</c> it ends when the import does. 0 requested, or done; 1 it
/// failed or was cancelled; 4 it is still under way.
/// </summary>
internal static class ImportRegistryCommand
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "import",
            "Request an import from a registry, or a dry run; with --wait, exit 1 if it failed, 4 if it is still under way.",
            "governance registries import lakehouse --dry-run --wait 30m"
        );
        var name = new Argument<string>("REGISTRY") { Description = "The registry, by its name in the portal." };
        var model = CommonOptions.Text("--model", "Import only this model, by its ID in the registry.", "ID");
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; list what an import would do." };
        var wait = CommonOptions.Wait("How long to wait for the import to finish; the command then lists what the import did.");
        command.Add(name);
        command.Add(model);
        command.Add(dryRun);
        command.Add(wait);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var import = (
                    await client.PostAsync(
                        "api/v1/registries/imports",
                        writer =>
                        {
                            writer.WriteStartObject();
                            writer.WriteString("connection", parse.GetRequiredValue(name));
                            if (parse.GetValue(model) is { } one)
                            {
                                writer.WriteString("model", one);
                            }

                            writer.WriteBoolean("dryRun", parse.GetValue(dryRun));
                            writer.WriteEndObject();
                        },
                        ct
                    )
                ).Body;
                if (parse.GetValue(wait) is not { } text || !Duration.TryParse(text, out var time))
                {
                    return new CommandOutcome(new ImportResult(import, null), ExitCode.Done);
                }

                var path = PathOf(import);
                var (ended, isOver) = await WaitAsync(host, client, path, import, time, ct);
                return isOver
                    ? new CommandOutcome(
                        new ImportResult(ended, (await client.GetAsync($"{path}/differences", ct)).Body),
                        ImportText.Failed(ended) ? ExitCode.Refused : ExitCode.Done
                    )
                    : new CommandOutcome(new ImportResult(ended, null), ExitCode.StillOpen);
            }
        );
        return command;
    }

    /// <summary>Where an import is read.</summary>
    public static string PathOf(JsonElement import) =>
        import.Text("id") is { Length: > 0 } id
            ? $"api/v1/registries/imports/{Uri.EscapeDataString(id)}"
            : throw CliException.Undecided("The portal does not say which import it started.");

    private static async Task<(JsonElement Import, bool IsOver)> WaitAsync(
        CliHost host,
        PortalClient client,
        string path,
        JsonElement first,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        var started = host.Clock.GetTimestamp();
        var pause = TimeSpan.FromSeconds(2);
        string? last = null;
        for (var import = first; ; import = (await client.GetAsync(path, ct)).Body)
        {
            if (ImportText.IsOver(import))
            {
                return (import, true);
            }

            // A line for each change of what people would ask about, not for each model.
            var now = $"{import.Text("id")} is {import.Text("state")}.{(import.Text("problem") is { } problem ? " " + problem : "")}";
            if (now != last)
            {
                last = now;
                await host.Error.WriteLineAsync(PlainText.Line(now));
            }

            var left = limit - host.Clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return (import, false);
            }

            await Task.Delay(pause < left ? pause : left, host.Clock, ct);
            pause = pause * 1.5 < s_longestPause ? pause * 1.5 : s_longestPause;
        }
    }
}

/// <summary>An import, and once it is over what it did.</summary>
/// <param name="Import">The import.</param>
/// <param name="Differences">The page of its differences; null while it is under way.</param>
internal sealed record ImportResult(JsonElement Import, JsonElement? Differences) : CommandResult
{
    public override void WriteText(TextPage page)
    {
        ImportText.Write(page, Import);
        List<JsonElement> lines = [.. Differences?.Items("items") ?? []];
        if (lines.Count > 0)
        {
            page.Table(
                ["WHAT", "MODEL", "VERSION", "HERE", "DETAIL"],
                lines.Select(l =>
                    new[]
                    {
                        l.Text("kind") ?? "",
                        l.Text("model") ?? "",
                        l.Text("version") ?? "",
                        l.Text("knownAs") ?? "",
                        l.Text("detail") ?? "",
                    }
                )
            );
        }
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("import");
        Import.WriteTo(writer);
        writer.WriteStartArray("differences");
        foreach (var line in Differences?.Items("items") ?? [])
        {
            line.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
