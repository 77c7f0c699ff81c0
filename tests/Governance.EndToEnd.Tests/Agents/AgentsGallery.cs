using System.Text;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Models.Registry.Agents;
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

    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("agents", "/agents", "/agents"),
        new("agents-none", "/agents", "/agents?name=no-such-agent"),
        new("agent-tools", "/agents/tools", "/agents/tools"),
        new("register-agent", "/agents/register", "/agents/register"),
        new("register-agent-version", "/agents/{Agent}/register-version", "/agents/invoice-agent/register-version"),
        new("agent-stopped", "/models/{Model}", "/models/invoice-agent") { Viewer = Owner },
        new("agent-version", "/models/{Model}/versions/{Version}", "/models/invoice-agent/versions/1.0.0"),
    ];

    /// <summary>An agent that was stopped, for the pages above.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        var agent = await services
            .GetRequiredService<RegisterAgent>()
            .RunAsync(
                Actor.Host,
                new("invoice-agent", "owner@demo.example") { DisplayName = "Invoice agent", RiskClass = "limited" },
                CancellationToken.None
            );
        Assert.True(agent.IsDone, agent.Refusal?.Message);
        var version = await services
            .GetRequiredService<RegisterAgentVersion>()
            .RunAsync(Actor.Host, "invoice-agent", "1.0.0", Encoding.UTF8.GetBytes(Manifest), CancellationToken.None);
        Assert.True(version.IsDone, version.Refusal?.Message);
        var stopped = await services
            .GetRequiredService<StopAgent>()
            .RunAsync(Actor.Host, "invoice-agent", "It paid an invoice twice", CancellationToken.None);
        Assert.True(stopped.IsDone, stopped.Refusal?.Message);
    }
}
