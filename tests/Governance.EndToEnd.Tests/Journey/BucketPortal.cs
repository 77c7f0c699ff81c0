using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>A portal with a bank's people, whose content lies in a bucket in every run.</summary>
public sealed class BucketPortal : RunningPortal
{
    public Bank Bank { get; private set; } = null!;

    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (S3Server.IsInstalled)
        {
            factory.KeepContentInBucket();
        }
    }

    protected override async ValueTask PrepareAsync() => Bank = await Bank.OpenAsync(Factory);
}
