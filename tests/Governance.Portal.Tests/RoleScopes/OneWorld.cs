namespace Governance.Portal.Tests.RoleScopes;

/// <summary>
/// One world for several tests: anyone who is limited changes nothing of the other system, and is someone else each time.
/// </summary>
public sealed class OneWorld : IAsyncLifetime
{
    internal ScopedWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await ScopedWorld.CreateAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
