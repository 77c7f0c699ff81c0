using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Account;

/// <summary>Somebody who is asked again who they are is asked for nothing that cannot work.</summary>
public sealed class ConfirmFieldTests : ComponentTest
{
    private readonly BunitAuthorizationContext _authorization;
    private PortalFactory? _portal;

    public ConfirmFieldTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => _portal!.Get<ConfirmationWays>());
        Services.AddSingleton(_ => _portal!.Get<IConfirmAtProvider>());
        Services.AddSingleton(_ => _portal!.Get<Reauthenticate>());
        Services.AddSingleton(_ => _portal!.Get<IOptions<SecurityOptions>>());
        Services.AddHttpContextAccessor();
        Services.AddScoped<BrowserPasskeys>();
        Services.AddScoped<CurrentActor>();
        _authorization = AddAuthorization();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_WithAPasswordThatCounts_IsAskedForIt()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: true);

        Assert.NotNull(cut.Find("#confirm-password"));
        Assert.Empty(cut.FindAll(".note"));
        Assert.DoesNotContain("passkey", cut.Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Person_LinkedAndWithoutAPasswordThatCounts_IsAskedAtTheProviderAlone(bool password, bool allowed)
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password, allowed, linked: true);

        Assert.Empty(cut.FindAll("#confirm-password"));
        Assert.Empty(cut.FindAll("#confirm-code"));
        Assert.Contains("With Bank login", cut.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Or with Bank login", cut.Markup, StringComparison.Ordinal);
        cut.Render(p => p.Add(f => f.Error, "missing"));
        Assert.Equal("Confirm with Bank login first.", Roles.TextOf(cut.Find("[role=alert]")));
    }

    [Fact]
    public async Task Person_WithNothingButAPasskey_IsAskedForIt()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: false, passkey: true);

        cut.WaitForAssertion(() => Assert.Contains("Passkey on this device", cut.Markup, StringComparison.Ordinal));
        Assert.Empty(cut.FindAll("#confirm-password"));
        Assert.Empty(cut.FindAll(".note"));
        Assert.Equal("Confirm with your passkey first.", cut.Instance.Ask);
    }

    [Fact]
    public async Task Person_WithNothingThatCounts_IsToldWhomToAsk()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: false);

        Assert.Empty(cut.FindAll("input"));
        Assert.Contains(
            "it is not linked to Bank login, and it has no passkey. Ask an administrator to link it.",
            cut.Find(".note").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task BreakGlassAccount_WhereOnlyTheProviderIsAllowed_IsAskedForItsPassword()
    {
        await using var provider = await FakeProvider.StartAsync();
        var cut = await OpenAsync(provider, password: true, allowed: false, breakGlass: true);

        Assert.NotNull(cut.Find("#confirm-password"));
    }

    private protected override PortalFactory? Running => _portal;

    private async Task<IRenderedComponent<ConfirmField>> OpenAsync(
        FakeProvider provider,
        bool password,
        bool allowed,
        bool linked = false,
        bool passkey = false,
        bool breakGlass = false
    )
    {
        _portal = provider.Portal();
        _portal.Settings["SingleSignOn:AllowLocalSignIn"] = allowed ? "true" : "false";
        _portal.Settings["SingleSignOn:Name"] = "Bank login";
        var person = await _portal.CreateUserAsync("ann@bank.example", "LegalReviewer");
        await using (var db = await _portal.Databases.CreateDbContextAsync(Ct))
        {
            var user = await db.Users.SingleAsync(u => u.Id == person.Number, Ct);
            user.BreakGlass = breakGlass;
            if (!password)
            {
                user.PasswordHash = null;
            }

            if (linked)
            {
                db.ProviderIdentities.Add(
                    new()
                    {
                        Issuer = provider.Issuer,
                        Subject = "u-1",
                        User = person,
                        LinkedAt = TimeProvider.System.GetUtcNow(),
                        LinkedBy = "host",
                    }
                );
            }

            if (passkey)
            {
                db.UserPasskeys.Add(
                    new IdentityUserPasskey<int>
                    {
                        UserId = person.Number,
                        CredentialId = [1, 2, 3],
                        Data = new IdentityPasskeyData
                        {
                            PublicKey = [1],
                            Name = "Laptop",
                            CreatedAt = TimeProvider.System.GetUtcNow(),
                        },
                    }
                );
            }

            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        _authorization.SetAuthorized("ann");
        _authorization.SetClaims(
            new Claim(PortalClaims.User, person.Number.ToString(CultureInfo.InvariantCulture)),
            new Claim(PortalClaims.Role, "LegalReviewer"),
            new Claim(PortalClaims.Session, "session")
        );
        return Render<ConfirmField>(p =>
            p.Add(f => f.Id, "confirm-password").Add(f => f.CodeId, "confirm-code").Add(f => f.ProofChanged, _ => { })
        );
    }
}
