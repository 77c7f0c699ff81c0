using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Registries;

/// <summary>
/// <c>registries status</c>: how registries stand; exit 1 when the portal and one of them do not agree, or the last import failed.
/// </summary>
internal static class RegistryStatusCommand
{
    // Five thousand imports: of a registry that none of them is from, nothing is known.
    private const int MaxPages = 10;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "status",
            "Show the state of registries; exit 1 if there is drift, an approval could not be written, or the last import failed.",
            "governance registries status lakehouse"
        );
        var name = new Argument<string?>("REGISTRY")
        {
            Description = "The registry, by its name in the portal (default: all).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        command.Add(name);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                List<JsonElement> registries = [.. (await client.GetAsync("api/v1/registries", ct)).Body.Items("items")];
                if (parse.GetValue(name) is { } one)
                {
                    registries = registries.FindAll(r => string.Equals(r.Text("name"), one, StringComparison.OrdinalIgnoreCase));
                    if (registries.Count == 0)
                    {
                        throw CliException.Usage($"No registry named {one} is set up.");
                    }
                }

                var imports = await ImportsAsync(client, [.. registries.Select(r => r.Text("name") ?? "")], ct);
                var result = new RegistryStatusResult([
                    .. registries.Select(r => new RegistryStanding(
                        r,
                        imports.TryGetValue(r.Text("name") ?? "", out var import) ? import : null
                    )),
                ]);
                return new CommandOutcome(result, result.Items.Any(r => r.Problems.Count > 0) ? ExitCode.Refused : ExitCode.Done);
            }
        );
        return command;
    }

    // The newest full import of each.
    private static async Task<Dictionary<string, JsonElement>> ImportsAsync(
        PortalClient client,
        HashSet<string> names,
        CancellationToken ct
    )
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < MaxPages && found.Count < names.Count; page++)
        {
            var path = "api/v1/registries/imports?limit=500" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            var answer = (await client.GetAsync(path, ct)).Body;
            foreach (var import in answer.Items("items"))
            {
                var isFull = import.Text("model") is null && import.Member("isDryRun") is not { ValueKind: JsonValueKind.True };
                if (isFull && import.Text("server") is { } server && names.Contains(server))
                {
                    found.TryAdd(server, import);
                }
            }

            if ((cursor = answer.Text("nextCursor")) is null)
            {
                break;
            }
        }

        return found;
    }
}

/// <summary>How a registry stands.</summary>
/// <param name="Registry">The registry as the portal lists it.</param>
/// <param name="LastImport">Its newest full import; null when there is none.</param>
internal sealed record RegistryStanding(JsonElement Registry, JsonElement? LastImport)
{
    /// <summary>What someone has to look at.</summary>
    public IReadOnlyList<string> Problems { get; } =
    [
        .. Count(Registry, "drift") is > 0 and var drift
            ? (string[])[$"{drift} {(drift == 1 ? "drift finding waits" : "drift findings wait")} for a decision"]
            : [],
        .. Count(Registry, "writesFailed") is > 0 and var failed
            ? (string[])[$"{failed} {(failed == 1 ? "approval" : "approvals")} could not be written back"]
            : [],
        .. LastImport is { } import && ImportText.Failed(import) ? (string[])[ImportText.Summary(import)] : [],
    ];

    private static long Count(JsonElement of, string name) =>
        of.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : 0;
}

/// <summary>How registries stand.</summary>
/// <param name="Items">One for each.</param>
internal sealed record RegistryStatusResult(IReadOnlyList<RegistryStanding> Items) : CommandResult
{
    public override void WriteText(TextPage page)
    {
        if (Items.Count == 0)
        {
            page.Line("No registry is set up.");
        }

        foreach (var item in Items)
        {
            page.Verdict(
                item.Problems.Count > 0 ? CheckOutcome.Fail : CheckOutcome.Pass,
                $"{item.Registry.Text("name")} ({item.Registry.Text("title") ?? item.Registry.Text("kind")})"
            );
            page.Fact("models", ImportText.Number(item.Registry, "models"));
            page.Fact("gone", ImportText.Number(item.Registry, "gone"));
            page.Fact("imported", item.Registry.Text("importedAt") ?? "never");
            foreach (var problem in item.Problems)
            {
                page.Mark(CheckOutcome.Fail, problem);
            }

            if (item.LastImport is { } import && !ImportText.Failed(import))
            {
                page.Line(ImportText.Summary(import));
            }
        }
    }

    public override void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var item in Items)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("registry");
            item.Registry.WriteTo(writer);
            writer.WritePropertyName("lastImport");
            if (item.LastImport is { } import)
            {
                import.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteStartArray("problems");
            foreach (var problem in item.Problems)
            {
                writer.WriteStringValue(problem);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
