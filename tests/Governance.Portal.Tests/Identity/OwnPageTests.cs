using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Identity;

public sealed class OwnPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/models")]
    [InlineData("/models/")]
    [InlineData("/models?q=fraud&next=//evil.example")]
    [InlineData("/approvals/APR-0001?tab=conversation#comment-3")]
    [InlineData("/models/fraud%20scorer/versions/1.0.0")]
    [InlineData("/kpis/a..b")]
    [InlineData("/models/prüfung")]
    public void Of_PageOfThisPortal_IsKept(string address) => Assert.Equal(address, OwnPage.Of(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("models")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/%2e%2e//evil.example")]
    [InlineData("/%2E//evil.example")]
    [InlineData("/.%2e//evil.example")]
    [InlineData("/%252e%252e//evil.example")]
    [InlineData("/a/..//evil.example")]
    [InlineData("/a/../..//evil.example")]
    [InlineData("/a//evil.example")]
    [InlineData("/..")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/%2f/evil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/%255cevil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/a\r\nSet-Cookie:b=c")]
    [InlineData("/ /evil.example")]
    [InlineData("/?q=\\evil")]
    [InlineData("https://evil.example")]
    [InlineData("http:evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData(" /models")]
    public void Of_AddressThatLeadsElsewhere_IsTheFirstPage(string? address) => Assert.Equal("/", OwnPage.Of(address));

    [Fact]
    public void Of_EndlessAddress_IsTheFirstPage() => Assert.Equal("/", OwnPage.Of("/" + new string('a', 2_000)));

    [Theory]
    [InlineData("/signin")]
    [InlineData("/signin/verify")]
    public async Task SignIn_HostileReturnAddress_IsNotWrittenIntoThePage(string page)
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);

        var html = await portal.CreateClient().GetStringAsync($"{page}?returnUrl=%2F..%2F%2Fevil.example", Ct);

        Assert.Contains("data-next=\"/\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", html, StringComparison.Ordinal);
    }
}
