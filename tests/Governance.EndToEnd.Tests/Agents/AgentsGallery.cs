using System.Text;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Operations.AgentRuns;
using Governance.Portal.Operations.AgentRuns.Otlp;
using Microsoft.Extensions.DependencyInjection;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Agents;

internal sealed class AgentsGallery : IFeatureGallery
{
    private const string Manifest = """
        schema: governance.agent/v1
        purpose: Pays invoices that match an order
        autonomy: supervised
        owner: Accounts payable
        models:
          - name: gpt-5
            version: "2026-08-07"
            provider: openai
        servers:
          - name: payments
            transport: http
            address: https://payments.bank.example/mcp
            version: "3.2"
        tools:
          - name: transfer
            server: payments
            description: Transfers money to the account of a supplier
            schemaSha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            risks: [money, irreversible, external]
          - name: read
            server: payments
            description: Reads open invoices
            schemaSha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
            risks: [read]
          - name: remind
            schemaSha256: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        data:
          - scope: invoices
            access: read
            personalData: true
        limits:
          steps: 40
          seconds: 600
          spend: "500.00"
          currency: EUR
        checkpoints:
          - on: payments.transfer
            aboveAmount: "100.00"
            minutes: 30
        killSwitch:
          how: The payments server refuses its key
          testedOn: 2026-11-02
        """;

    // An agent that no one registered: what it did is a run with findings.
    private const string Spans = """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"research-helper"}}]},
        "scopeSpans":[{"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"1111111111111111","name":"invoke_agent research-helper",
         "startTimeUnixNano":"1795683600000000000","endTimeUnixNano":"1795683609000000000",
         "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}}]},
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"2222222222222222","parentSpanId":"1111111111111111","name":"chat gpt-5",
         "startTimeUnixNano":"1795683600100000000","endTimeUnixNano":"1795683603000000000",
         "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
          {"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"1200"}},
          {"key":"gen_ai.usage.output_tokens","value":{"intValue":"340"}}]},
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"3333333333333333","parentSpanId":"1111111111111111",
         "name":"execute_tool web.search","startTimeUnixNano":"1795683604000000000","endTimeUnixNano":"1795683608000000000",
         "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},
          {"key":"gen_ai.tool.name","value":{"stringValue":"web.search"}},{"key":"error.type","value":{"stringValue":"timeout"}}]}
        ]}]}]}
        """;

    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("agents", "/agents", "/agents"),
        new("agents-none", "/agents", "/agents?name=no-such-agent"),
        new("agent-tools", "/agents/tools", "/agents/tools"),
        new("register-agent", "/agents/register", "/agents/register"),
        new("register-agent-version", "/agents/{Agent}/register-version", "/agents/order-agent/register-version"),
        new("agent-runs", "/agents/{Agent}/runs", "/agents/research-helper/runs"),
        new("agent-content", "/agents/{Agent}/content", "/agents/order-agent/content"),
        new("agent-run", "/agents/runs/{Id}", "/agents/runs/RUN-0001"),
        new("agent-run-not-registered", "/agents/runs/{Id}", "/agents/runs/RUN-0002"),
        new("agents-not-registered", "/agents/not-registered", "/agents/not-registered"),
        new("agent-stopped", "/models/{Model}", "/models/order-agent") { Viewer = Owner },
        new("agent-version", "/models/{Model}/versions/{Version}", "/models/order-agent/versions/1.0.0"),
        new("agent-calls", "/agents/{Agent}/calls", "/agents/invoice-agent/calls"),
        new("agent-calls-none", "/agents/{Agent}/calls", "/agents/order-agent/calls"),
        new("agent-call-asks", "/agents/calls/{Id}", "/agents/calls/CALL-0004") { Viewer = Owner },
        new("agent-call-denied", "/agents/calls/{Id}", "/agents/calls/CALL-0003"),
    ];

    /// <summary>An agent that was stopped, for the pages above.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        var agent = await services
            .GetRequiredService<RegisterAgent>()
            .RunAsync(
                Actor.Host,
                new("order-agent", "owner@demo.example") { DisplayName = "Order agent", RiskClass = "limited" },
                CancellationToken.None
            );
        Assert.True(agent.IsDone, agent.Refusal?.Message);
        var version = await services
            .GetRequiredService<RegisterAgentVersion>()
            .RunAsync(Actor.Host, "order-agent", "1.0.0", Encoding.UTF8.GetBytes(Manifest), CancellationToken.None);
        Assert.True(version.IsDone, version.Refusal?.Message);
        var stopped = await services
            .GetRequiredService<StopAgent>()
            .RunAsync(Actor.Host, "order-agent", "It paid an invoice twice", CancellationToken.None);
        Assert.True(stopped.IsDone, stopped.Refusal?.Message);
        var sent = await services
            .GetRequiredService<StoreSpans>()
            .RunAsync(Actor.Host, OtlpJson.Read(Encoding.UTF8.GetBytes(Spans), new OtlpLimits(100)), CancellationToken.None);
        Assert.True(sent.IsDone, sent.Refusal?.Message);
    }
}
