using Governance.Data.Postgres;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Nodes;

/// <summary>A caller has its rate once, and not once a node.</summary>
public sealed class RatesOfNodesTests
{
    [Fact]
    public async Task Caller_WhoUsedTheirRateOnOneNode_HasNoneLeftOnAnother_AndOthersHave()
    {
        using var here = Rates();
        using var there = Rates();

        Assert.Equal((200, 200), (await CallAsync(here, "10.0.0.1"), await CallAsync(here, "10.0.0.1")));
        foreach (var (caller, used) in here.TakeUsed(TimeSpan.FromSeconds(0.5)))
        {
            there.Hear(caller, used);
        }

        // One a second comes back.
        Assert.Contains(429, (int[])[await CallAsync(there, "10.0.0.1"), await CallAsync(there, "10.0.0.1")]);
        Assert.Equal((200, 200), (await CallAsync(there, "10.0.0.2"), await CallAsync(there, "10.0.0.2")));
        Assert.Empty(here.TakeUsed(TimeSpan.FromSeconds(0.5)));
    }

    private static CallerRates Rates() =>
        new(Options.Create(new RateLimitsOptions { RequestsPerSecond = 1 }), new NodeSignals("Host=localhost"));

    private static async Task<int> CallAsync(CallerRates rates, string address)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.Path = "/api/v1/models";
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
        await rates.InvokeAsync(context, _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }
}
