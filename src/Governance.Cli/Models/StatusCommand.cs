using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Models;

/// <summary><c>model status</c>: where a model or a version stands.</summary>
internal static class StatusCommand
{
    private const int MaxPages = 20;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "status",
            "Show the state of a model or one of its versions.",
            "governance model status --model fraud-scorer --version 1.4.0"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        version.Required = false;
        version.Description = "Name of the version; without it, all versions are listed.";
        command.Add(model);
        command.Add(version);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var name = parse.GetRequiredValue(model);
                using var client = await portal.OpenAsync(host, parse, ct);
                var about = (await client.GetAsync(ModelPaths.Model(name), ct)).Body;
                var production = await ProductionAsync(client, name, ct);
                var promotions = await ListAsync(client, $"api/v1/promotions?model={Uri.EscapeDataString(name)}&limit=500", ct);
                if (parse.GetValue(version) is not { } one)
                {
                    var versions = await ListAsync(client, $"{ModelPaths.Versions(name)}?limit=500", ct);
                    return new CommandOutcome(new StatusResult(about, production, versions, promotions));
                }

                var found = (await client.GetAsync(ModelPaths.Version(name, one), ct)).Body;
                return new CommandOutcome(
                    new StatusResult(
                        about,
                        production,
                        [found],
                        [.. promotions.Where(p => string.Equals(p.Text("version"), one, StringComparison.OrdinalIgnoreCase))]
                    )
                );
            }
        );
        return command;
    }

    private static async Task<JsonElement?> ProductionAsync(PortalClient client, string model, CancellationToken ct)
    {
        try
        {
            return (await client.GetAsync($"{ModelPaths.Model(model)}/production", ct)).Body;
        }
        catch (CliException none) when (none.Status == 404)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(PortalClient client, string path, CancellationToken ct)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = (await client.GetAsync(cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}", ct)).Body;
            items.AddRange(answer.Items("items"));
            cursor = answer.Text("nextCursor");
            if (cursor is null)
            {
                return items;
            }
        }

        throw CliException.Undecided($"The list has more than {MaxPages} pages. Ask for one version with --version.");
    }

    private sealed record StatusResult(
        JsonElement Model,
        JsonElement? Production,
        IReadOnlyList<JsonElement> Versions,
        IReadOnlyList<JsonElement> Promotions
    ) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Line(Model.Text("name") ?? string.Empty);
            page.Fact("owner", Model.Text("owner"));
            page.Fact("risk class", Model.Text("riskClass") ?? "not yet classified");
            page.Fact("production", Production?.Text("version") ?? "no version");
            page.Line();
            if (Versions.Count > 0)
            {
                page.Table(
                    ["VERSION", "STAGE", "SHA-256"],
                    Versions.Select(v =>
                        new[]
                        {
                            v.Text("version") ?? string.Empty,
                            v.Text("stage") ?? string.Empty,
                            v.Member("artifact")?.Text("sha256") ?? v.Text("artifactSha256") ?? v.Text("sha256") ?? string.Empty,
                        }
                    )
                );
            }

            if (Promotions.Count > 0)
            {
                page.Line();
                page.Table(
                    ["PROMOTION", "VERSION", "TO", "STATE", "GATE", "SIGNED"],
                    Promotions.Select(p =>
                        new[]
                        {
                            p.Text("id") ?? string.Empty,
                            p.Text("version") ?? string.Empty,
                            p.Text("to") ?? string.Empty,
                            p.Text("state") ?? string.Empty,
                            p.Member("gate")?.Text("outcome") ?? string.Empty,
                            Signed(p),
                        }
                    )
                );
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("model");
            Model.WriteTo(writer);
            writer.WritePropertyName("production");
            if (Production is { } production)
            {
                production.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            WriteList(writer, "versions", Versions);
            WriteList(writer, "promotions", Promotions);
            writer.WriteEndObject();
        }

        private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<JsonElement> items)
        {
            writer.WriteStartArray(name);
            foreach (var item in items)
            {
                item.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        private static string Signed(JsonElement promotion)
        {
            var signed = promotion
                .Items("signOffs")
                .Where(s => s.Text("status") is "signed" or "signed-with-condition")
                .Select(s => s.Text("role"))
                .OfType<string>();
            return string.Join(", ", signed);
        }
    }
}
