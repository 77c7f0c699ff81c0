using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Tests.Custody;
using Governance.Portal.Tests.Nodes;
using Governance.Testing;
using Microsoft.Extensions.Configuration;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>A stop on one node, seen by an agent that calls and calls on another node, a process of its own.</summary>
public sealed class StopOnOtherNodeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task Stop_OnOneNode_DeniesEachLaterCallOnTheOther_WithinASecond()
    {
        TwoNodes.Need();
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Postgres);
        var key = await registry.Portal.CreateKeyAsync(registry.EngineerId, Scopes.AgentsDecide);
        var guard = registry.As(
            await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );
        // The other node has the machine's time.
        registry.Clock.Advance(TimeProvider.System.GetUtcNow() - registry.Clock.GetUtcNow());
        await using var other = await PortalProcess.StartAsync(Settings(registry.Portal.Get<IConfiguration>()), Ct);
        using var client = new HttpClient { BaseAddress = other.Address, Timeout = s_patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var calls = new List<Made>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var calling = CallAsync(client, calls, enough.Token);
        await Until.HoldsAsync("the other node allows calls", s_patience, _ => Task.FromResult(Count(calls, "allow") >= 10), Ct);

        var stopped = await registry.Portal.Get<StopAgent>().RunAsync(guard, AgentCallsTests.Agent, "It pays twice", Ct);
        var at = Stopwatch.GetTimestamp();

        Assert.True(stopped.IsDone, stopped.Refusal?.Message);
        await Until.HoldsAsync("the other node denies calls", s_patience, _ => Task.FromResult(Count(calls, "deny") >= 10), Ct);
        await enough.CancelAsync();
        await calling;
        // Not one that was sent after the stop was confirmed; those on their way were decided before it.
        Assert.All(calls.Where(c => c.Sent >= at), c => Assert.Equal(("deny", "agent.stopped"), (c.Decision, c.Code)));
        var denied = Stopwatch.GetElapsedTime(at, calls.First(c => c.Decision == "deny").Answered);
        Assert.True(denied < TimeSpan.FromSeconds(1), $"The first denial came {denied} after the stop.");
        Assert.DoesNotContain(calls, c => c.Decision == "allow" && Stopwatch.GetElapsedTime(at, c.Answered) >= TimeSpan.FromSeconds(1));
    }

    private static int Count(List<Made> calls, string decision)
    {
        lock (calls)
        {
            return calls.Count(c => c.Decision == decision);
        }
    }

    // As fast as it is answered, each run for itself.
    private static async Task CallAsync(HttpClient client, List<Made> calls, CancellationToken enough)
    {
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var call = new JsonObject { ["run"] = string.Create(CultureInfo.InvariantCulture, $"run-{i}"), ["tool"] = "find" };
            var sent = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsJsonAsync($"/api/v1/agents/{AgentCallsTests.Agent}/calls:decide", call, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.IsSuccessStatusCode, text);
            var said = JsonNode.Parse(text)!;
            lock (calls)
            {
                calls.Add(new(sent, Stopwatch.GetTimestamp(), (string)said["decision"]!, (string?)said["code"]));
            }
        }
    }

    private static Dictionary<string, string> Settings(IConfiguration first)
    {
        string[] shared = ["ConnectionStrings:Governance", "Storage:ArtifactPath", "Storage:KeyPath"];
        var settings = shared
            .Concat(PortalBucket.IsOn ? PortalBucket.Settings : [])
            .Where(name => first[name] is not null)
            .ToDictionary(name => name.Replace(":", "__", StringComparison.Ordinal), name => first[name]!, StringComparer.Ordinal);
        settings["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        settings["RateLimits__RequestsPerSecond"] = "1000000";
        return settings;
    }

    private sealed record Made(long Sent, long Answered, string Decision, string? Code);
}
