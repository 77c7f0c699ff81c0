using Bunit;
using Governance.Data;
using Governance.Localisation;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Risks.Mapping;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Risks;

/// <summary>What frameworks have in common, as people see it.</summary>
public sealed class MappingPageTests : ComponentTest
{
    private readonly PortalFactory _portal = new();

    public MappingPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Add<ReadMapping>();
        Add<ChangeFeed>();
        Services.AddScoped<CurrentActor>();
        AddAuthorization().SetAuthorized("reader");
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void Item_InGerman_KeepsTheNameOfItsFramework()
    {
        using var german = Languages.Use("de");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/risks/mapping?item=LLM01:2025");

        var cut = Render<MappingPage>();

        cut.WaitForAssertion(() => Assert.Contains("AI system verification and validation", cut.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("verification and Validierung", cut.Markup, StringComparison.Ordinal);
    }

    private protected override PortalFactory? Running => _portal;

    private void Add<T>()
        where T : class => Services.AddSingleton(_ => _portal.Get<T>());
}
