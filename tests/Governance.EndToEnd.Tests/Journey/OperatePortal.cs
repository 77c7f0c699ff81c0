using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>
/// The credit system with two versions that were in production one after the other, and leave to call hosts on this machine.
/// </summary>
public sealed class OperatePortal : TechnicalFilePortal
{
    /// <summary>What was in production before. The decisions of the samples are those of 2.0.0.</summary>
    public const string Before = "2.2.0";

    /// <summary>The version in production.</summary>
    public const string Serving = "2.0.0";

    public Bank Bank { get; private set; } = null!;

    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        factory.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        factory.Settings["Outbound:PrivateHosts:1"] = "localhost";
    }

    protected override async Task DeployAsync(Bank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        Bank = bank;
        foreach (var version in new[] { Before, Serving })
        {
            await bank.RegisterVersionAsync(version);
            var promotion = await bank.RequestAsync(version);
            await bank.SignAllAsync(promotion);
            await bank.DeployAsync(version, promotion);
        }
    }
}
