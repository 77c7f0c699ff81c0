using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Registries;

/// <summary><c>registries list</c>: the registries that are set up.</summary>
internal static class ListRegistriesCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "list",
            "List the registries that are set up, with what was imported from them.",
            "governance registries list"
        );
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var body = (await client.GetAsync("api/v1/registries", ct)).Body;
                return new CommandOutcome(new AnswerResult(body, page => Write(page, body)), ExitCode.Done);
            }
        );
        return command;
    }

    private static void Write(TextPage page, JsonElement body)
    {
        List<JsonElement> registries = [.. body.Items("items")];
        if (registries.Count == 0)
        {
            page.Line("No registry is set up.");
            return;
        }

        page.Table(
            ["NAME", "KIND", "MODELS", "GONE", "DRIFT", "IMPORTED", "ADDRESS"],
            registries.Select(r =>
                new[]
                {
                    r.Text("name") ?? "",
                    r.Text("kind") ?? "",
                    ImportText.Number(r, "models"),
                    ImportText.Number(r, "gone"),
                    ImportText.Number(r, "drift"),
                    r.Text("importedAt") ?? "—",
                    r.Text("address") ?? "",
                }
            )
        );
    }
}
