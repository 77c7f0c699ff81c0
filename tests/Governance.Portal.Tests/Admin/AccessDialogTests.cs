using Bunit;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Identity.SingleSignOn;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Admin;

/// <summary>What an administrator reads about someone's roles.</summary>
public sealed class AccessDialogTests : ComponentTest
{
    private readonly PortalFactory _portal = new();

    public AccessDialogTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => _portal.Get<ResetAccess>());
        Services.AddSingleton(_ => _portal.Get<LinkUser>());
        Services.AddSingleton(_ => _portal.Get<IOptions<SingleSignOnOptions>>());
        Services.AddSingleton(_ => _portal.Get<Reauthentication>());
        Services.AddScoped<CurrentActor>();
        AddAuthorization().SetAuthorized("admin");
    }

    [Theory]
    [InlineData("en", "Legal approver only SYS-0001, unit Retail", "Auditor the whole organisation")]
    [InlineData("de", "Recht (Genehmigung) nur SYS-0001, Geschäftsbereich Retail", "Revision die ganze Organisation")]
    public void Role_IsShownWithWhatItWasGivenFor(string language, string limited, string whole)
    {
        using var spoken = Languages.Use(language);
        var user = new UserView(
            new UserId(3),
            "ann@bank.example",
            "Ann",
            ["LegalReviewer", "Auditor"],
            UserState.Active,
            Clock.GetUtcNow(),
            null
        )
        {
            Scopes = [new RoleScopeBody("LegalReviewer", ["SYS-0001"], ["Retail"])],
        };

        var cut = Render<AccessDialog>(p => p.Add(d => d.User, user).Add(d => d.OnClose, () => { }).Add(d => d.OnChanged, () => { }));

        var roles = cut.FindAll("ul.list-plain li").Select(Components.Roles.TextOf).ToList();
        Assert.Equal([limited, whole], roles);
    }

    private protected override PortalFactory? Running => _portal;
}
