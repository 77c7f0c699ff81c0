using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Portal.Tests.RoleScopes;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// Whatever says over the API when something was measured or happened, says so of the past. Every member of every body that is a time, at
/// whatever depth, is one of the two: what happened, which is tried with a time to come, or what is planned.
/// </summary>
public sealed partial class TimesOfThePastTests
{
    // Times to come: ends, due dates, plans.
    private static readonly HashSet<string> s_planned = new(StringComparer.Ordinal)
    {
        "POST /api/v1/delegations from",
        "POST /api/v1/delegations until",
        "POST /api/v1/waivers expiresAt",
        "POST /api/v1/models/{model}/reviews revalidateOn",
        "POST /api/v1/models/{model}/validations dueOn",
        "POST /api/v1/models/{model}/validations/{id}/findings dueOn",
        "POST /api/v1/models/{model}/findings/{id}:move dueOn",
        "POST /api/v1/models/{model}/overlays since",
        "POST /api/v1/models/{model}/overlays reviewOn",
        "POST /api/v1/risks reviewAt",
        "PATCH /api/v1/risks/{id} reviewAt",
        "POST /api/v1/risks/{id}/steps dueAt",
        "POST /api/v1/risks/{id}/accept expiresAt",
        "POST /api/v1/alerts/{id}/silence until",
        "POST /api/v1/reviews due",
        "POST /api/v1/incidents/{id}/follow-ups dueAt",
        "POST /api/v1/retirements plannedAt",
        "PATCH /api/v1/retirements/{id} plannedAt",
        "PUT /api/v1/retirements/{id}/tasks/{number} dueAt",
        "POST /api/v1/retirements/{id}/data until",
        "PUT /api/v1/retirements/{id}/retention until",
        "POST /api/v1/explanation-requests due",
        "POST /api/v1/systems/{id}/oversight/overseers from",
        "POST /api/v1/systems/{id}/oversight/overseers until",
        "POST /api/v1/systems/{id}/oversight/overseers/{overseer}/trainings validUntil",
        "POST /api/v1/systems/{id}/oversight/stop-tests nextOn",
        "POST /api/v1/competences validUntil",
        "POST /api/v1/suppliers contractFrom",
        "POST /api/v1/suppliers contractUntil",
        "PUT /api/v1/suppliers/{id} contractFrom",
        "PUT /api/v1/suppliers/{id} contractUntil",
        "POST /api/v1/suppliers/{id}/records dueOn",
        "POST /api/v1/access-reviews dueAt",
        "POST /api/v1/experiments endsAt",
        "POST /api/v1/datasets retentionUntil",
        "PATCH /api/v1/datasets/{dataset} retentionUntil",
        "PATCH /api/v1/systems/{id}/obligations/{obligation} dueOn",
        "POST /api/v1/systems/{id}/obligations/{obligation}/evidence validUntil",
        "PUT /api/v1/systems/{id}/documents/{kind}/points/{point} documents.validUntil",
        "PUT /api/v1/incidents/{id}/report/points/{point} documents.validUntil",
        // When a system was or will be placed on the market: duties go by it, and an earlier day asks for more.
        "POST /api/v1/systems placedOn",
        "PATCH /api/v1/systems/{id} placedOn",
    };

    // What happened, by the end of its name: a new member is one of these or stands above.
    private static readonly string[] s_happened =
    [
        "start",
        "end",
        "from",
        "awareAt",
        "occurredAt",
        "scannedAt",
        "deployerAwareAt",
        "providerAwareAt",
        "happenedAt",
        "sentAt",
        "receivedAt",
        "testedAt",
        "on",
        "endedOn",
        "exitTestedOn",
        "producedAt",
        "consentWithdrawnOn",
    ];

    [Fact]
    public async Task WhatHappened_IsNeverToCome()
    {
        await using var world = await ScopedWorld.CreateAsync();
        var callers = await OpenApiContractTests.CallersAsync(world);
        var document = await OpenApiContractTests.DocumentAsync(world.Portal);
        var check = new SchemaCheck(document);
        List<string> findings = [];
        List<string> tried = [];
        foreach (var operation in OpenApiContractTests.Operations(document).Where(o => o.Body is JsonObject && o.Method != "GET"))
        {
            foreach (var (path, format) in Times(check, operation.Schema!, [], []))
            {
                var (name, member) = (path[^1], $"{operation.Name} {string.Join('.', path)}");
                if (s_planned.Contains(member))
                {
                    continue;
                }

                if (!s_happened.Contains(name, StringComparer.Ordinal))
                {
                    findings.Add($"{member} says neither what happened nor what is planned here.");
                    continue;
                }

                tried.Add(member);
                var body = operation.Body!.DeepClone().AsObject();
                if (Within(body, path) is not { } place)
                {
                    findings.Add($"{member}: the example of the operation has none, so nothing shows that it takes no time to come.");
                    continue;
                }

                place[name] = format is "date" ? "2099-01-02" : "2099-01-02T00:00:00Z";
                var answer = await OpenApiContractTests.AskAsync(world, callers, operation, body);
                if (answer.IsDone)
                {
                    findings.Add($"{member} takes a time to come.");
                }
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.True(tried.Count > 15, $"Only {tried.Count} were tried: {string.Join(", ", tried)}");
        Assert.Contains(s_planned, t => t.Contains('.', StringComparison.Ordinal));
    }

    // The times of a body, each by the members on the way to it; what is in a list is below the list's name.
    private static IEnumerable<(IReadOnlyList<string> Path, string Format)> Times(
        SchemaCheck check,
        JsonNode schema,
        IReadOnlyList<string> path,
        IReadOnlyList<string> within
    )
    {
        var resolved = check.Resolve(schema);
        var name = schema["$ref"]?.ToString();
        if (name is not null && within.Contains(name, StringComparer.Ordinal))
        {
            yield break;
        }

        IReadOnlyList<string> deeper = name is null ? within : [.. within, name];
        if (path.Count > 0 && FormatOf(resolved, path[^1]) is { } format)
        {
            yield return (path, format);
        }

        var parts = (resolved["properties"]?.AsObject() ?? []).Select(p =>
            (Path: (IReadOnlyList<string>)[.. path, p.Key], Schema: p.Value!)
        );
        if (resolved["items"] is { } items)
        {
            parts = parts.Append((path, items));
        }

        foreach (var way in new[] { "oneOf", "anyOf", "allOf" })
        {
            parts = parts.Concat((resolved[way]?.AsArray() ?? []).OfType<JsonObject>().Select(s => (path, (JsonNode)s)));
        }

        foreach (var time in parts.SelectMany(p => Times(check, p.Schema, p.Path, deeper)))
        {
            yield return time;
        }
    }

    // A body that reads its times itself, to say what is wrong with them by field, has them as text: their names say what they are.
    private static string? FormatOf(JsonObject schema, string name) =>
        schema["format"]?.ToString() is "date" or "date-time" ? schema["format"]!.ToString()
        : schema["format"] is null
        && (schema["type"]?.ToJsonString() ?? "").Contains("string", StringComparison.Ordinal)
        && TimeName().Match(name) is { Success: true } named
            ? named.Value is "At" ? "date-time"
                : "date"
        : null;

    [GeneratedRegex("(At|On|Until|Since|Date)$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TimeName();

    // Where in the example the member stands: of a list, in its first.
    private static JsonObject? Within(JsonObject body, IReadOnlyList<string> path)
    {
        JsonNode? at = body;
        foreach (var name in path.SkipLast(1))
        {
            at = at?[name];
            at = at is JsonArray list ? list.FirstOrDefault() : at;
        }

        return at as JsonObject;
    }
}
