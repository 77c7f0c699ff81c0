using System.Text.Json.Nodes;
using Governance.Portal.Tests.RoleScopes;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// Whatever says over the API when something was measured or happened, says so of the past. Every member of every body that is a time is
/// one of
/// the two: what happened, which is tried with a time to come, or what is planned.
/// </summary>
public sealed class TimesOfThePastTests
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
            var members = check.Resolve(operation.Schema!)["properties"]?.AsObject() ?? [];
            foreach (var (name, schema) in members.Where(m => check.Resolve(m.Value!)["format"]?.ToString() is "date" or "date-time"))
            {
                var member = $"{operation.Name} {name}";
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
                body[name] = check.Resolve(schema!)["format"]!.ToString() is "date" ? "2099-01-02" : "2099-01-02T00:00:00Z";
                var answer = await OpenApiContractTests.AskAsync(world, callers, operation, body);
                if (answer.IsDone)
                {
                    findings.Add($"{member} takes a time to come.");
                }
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.True(tried.Count > 15, $"Only {tried.Count} were tried: {string.Join(", ", tried)}");
    }
}
