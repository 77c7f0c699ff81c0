using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Incidents;

/// <summary>The pages of playbooks on the real portal.</summary>
public sealed class PlaybookPagesTests : PortalPageTest
{
    [Fact]
    public async Task Editor_BeginsWithTheNextVersion_AndWhatIsProposedWaitsForSomeoneElse()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (author, second) = await PlaybookTests.PeopleAsync(scene);
        var page = await PageAsync<PlaybookPage>(scene, author, "/playbooks/security", p => p.Add(c => c.Id, "security"));

        var text = page.Find("#playbook-text");
        Assert.Contains("\nversion: 2\n", text.GetAttribute("value"), StringComparison.Ordinal);
        await text.InputAsync(new() { Value = "id: security" });
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("The playbook cannot be used", page.Find("#playbook-text-error").TextContent, StringComparison.Ordinal)
        );
        await text.InputAsync(new() { Value = PlaybookTests.Next("security") });
        await page.Find("#playbook-reason").ChangeAsync(new() { Value = "Tell the CERT, too" });
        await page.Find("#playbook-form").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Contains("Proposed: version 2", page.Markup, StringComparison.Ordinal));
        var decides = await PageAsync<PlaybookPage>(scene, second, "/playbooks/security", p => p.Add(c => c.Id, "security"));
        Assert.Superset(
            new HashSet<string> { "Approve", "Reject" },
            decides.AllByRole("button").Select(Names.NameOf).ToHashSet(StringComparer.Ordinal)
        );
        var list = await PageAsync<PlaybooksPage>(scene, second, "/playbooks");
        Assert.Contains("PBK-0001 to decide", list.Markup, StringComparison.Ordinal);
        var read = await PageAsync<PlaybookPage>(scene, scene.Engineer, "/playbooks/security", p => p.Add(c => c.Id, "security"));
        Assert.DoesNotContain("Approve", read.AllByRole("button").Select(Names.NameOf));
    }

    [Fact]
    public async Task ANewPlaybook_IsProposedOnAPageOfItsOwn()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (author, _) = await PlaybookTests.PeopleAsync(scene);
        var page = await PageAsync<NewPlaybookPage>(scene, author, "/playbooks/new");

        await page.Find("#playbook-from").ChangeAsync(new() { Value = "security" });
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("\nid: \nversion: 1\n", page.Find("#playbook-text").GetAttribute("value"), StringComparison.Ordinal)
        );
        await page.Find("#playbook-reason").ChangeAsync(new() { Value = "Bias has steps of its own" });
        await page.Find("#playbook-form").SubmitAsync();
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.Find("#playbook-text-error").TextContent));

        var text = page.Find("#playbook-text")
            .GetAttribute("value")!
            .Replace("\nid: \n", "\nid: bias\n", StringComparison.Ordinal)
            .Replace("categories: [privacy, security-adversarial, prompt-injection]", "categories: [fairness]", StringComparison.Ordinal);
        await page.Find("#playbook-text").InputAsync(new() { Value = text });
        await page.Find("#playbook-form").SubmitAsync();

        await page.WaitForAssertionAsync(() =>
            Assert.EndsWith("/playbooks/bias", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal)
        );
        var list = await PageAsync<PlaybooksPage>(scene, author, "/playbooks");
        Assert.Contains("PBK-0001 to decide", list.Markup, StringComparison.Ordinal);
    }

    private Task<IRenderedComponent<T>> PageAsync<T>(
        ApprovalsScene scene,
        Actor actor,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : LivePage => OpenAsync(scene.Portal, scene.Clock, actor, address, parameters);
}
