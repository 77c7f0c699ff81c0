using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>A portal with a bank's people and the policy for high-risk models, and nothing else.</summary>
public sealed class JourneyPortal : RunningPortal
{
    public Bank Bank { get; private set; } = null!;

    protected override async ValueTask PrepareAsync()
    {
        Bank = await Bank.OpenAsync(Factory);
        await Bank.AdoptAsync("policy.yaml");
    }
}
