using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Doors;

/// <summary>One portal for everyone who knocks: what each is refused does not depend on what others did before.</summary>
public sealed class DoorPortal : IAsyncLifetime
{
    public PortalFactory Portal { get; } = EndpointAuthorizationTests.Portal();

    // Without anyone there, every door leads to the first run.
    public async ValueTask InitializeAsync() => await Portal.CreateUserAsync("ann@bank.example", Roles.Engineer);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
