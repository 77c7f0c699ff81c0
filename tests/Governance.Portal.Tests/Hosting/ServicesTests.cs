using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Hosting;

/// <summary>What the portal is put together of.</summary>
public sealed class ServicesTests
{
    [Fact]
    public async Task EveryService_IsMadeOfWhatIsThere_AndNoneKeepsWhatLivesShorter()
    {
        await using var portal = new PortalFactory { ValidatesServices = true };

        var problem = Record.Exception(() => portal.Services);

        Assert.True(problem is null, problem?.ToString());
    }

    [Fact]
    public async Task AServiceThatNothingIsThereFor_IsNoticed()
    {
        await using var portal = new PortalFactory
        {
            ValidatesServices = true,
            Replace = services => services.AddSingleton<NeedsSomething>(),
        };

        var problem = Assert.ThrowsAny<Exception>(() => portal.Services);

        Assert.Contains(nameof(ISomething), problem.ToString(), StringComparison.Ordinal);
    }

    private interface ISomething;

    private sealed class NeedsSomething(ISomething something)
    {
        public override string ToString() => $"{something}";
    }
}
