using Bunit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Queries;
using Microsoft.AspNetCore.Components.Web;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>A field that names records, on the people of a real portal.</summary>
public sealed class RecordPickerTests : MonitoringPageTest
{
    private static readonly FormFieldContext s_field = new("who", "who-hint", null);

    private IReadOnlyList<string> _values = [];

    [Fact]
    public async Task Person_IsFoundByPartOfTheName_ChosenByKey_AndMoreIsOnePageFurther()
    {
        for (var i = 0; i < 10; i++)
        {
            await Portal.CreateUserAsync($"colleague{i}@picker.example", Domain.Identity.Roles.Engineer);
        }

        await SignInAsync(Domain.Identity.Roles.RiskOfficer);
        var cut = Render<RecordPicker>(p =>
            p.Add(x => x.Field, s_field)
                .Add(x => x.Kinds, [ChoiceKind.Person])
                .Add(x => x.Multiple, true)
                .Add(x => x.Values, _values)
                .Add(x => x.ValuesChanged, values => _values = values)
        );

        await cut.Find("input").InputAsync("@picker");
        await cut.WaitForAssertionAsync(() => Assert.Equal(FindChoices.PageSize, cut.FindAll("[role=option]").Count));
        Assert.Equal("true", cut.Find("input").GetAttribute("aria-expanded"));
        Assert.Equal(cut.FindAll("[role=option]")[0].Id, cut.Find("input").GetAttribute("aria-activedescendant"));
        await cut.ByRole("button", "Show more").ClickAsync();
        await cut.WaitForAssertionAsync(() => Assert.Equal(10, cut.FindAll("[role=option]").Count));
        await cut.Find("input").InputAsync("colleague7");
        await cut.WaitForAssertionAsync(() => Assert.Single(cut.FindAll("[role=option]")));
        await cut.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });

        Assert.Equal(["colleague7@picker.example"], _values);
        Assert.Empty(cut.FindAll("[role=option]"));
        await cut.Find("input").ChangeAsync(new() { Value = "someone@else.example, colleague7@picker.example" });
        Assert.Equal(["colleague7@picker.example", "someone@else.example"], _values);
        await cut.ByRole("button", "Remove someone@else.example").ClickAsync();
        Assert.Equal(["colleague7@picker.example"], _values);
    }

    [Fact]
    public async Task TwoKinds_OneOfThemEndsEarlier_MoreShowsEveryRecordOnce()
    {
        await using (var db = await Portal.Databases.CreateDbContextAsync(Xunit.TestContext.Current.CancellationToken))
        {
            await Crowd.AddAsync<Model>(
                db,
                Enumerable.Range(0, 3).Select(n => new { Name = $"twokinds-{n}", DisplayName = $"Model {n}" }),
                Xunit.TestContext.Current.CancellationToken
            );
        }

        for (var i = 0; i < 18; i++)
        {
            await Portal.CreateUserAsync($"twokinds{i:00}@picker.example", Domain.Identity.Roles.Engineer);
        }

        await SignInAsync(Domain.Identity.Roles.RiskOfficer);
        var cut = Render<RecordPicker>(p =>
            p.Add(x => x.Field, s_field)
                .Add(x => x.Kinds, [ChoiceKind.Model, ChoiceKind.Person])
                .Add(x => x.Values, _values)
                .Add(x => x.ValuesChanged, values => _values = values)
        );

        await cut.Find("input").InputAsync("twokinds");
        await cut.WaitForAssertionAsync(() => Assert.Equal(3 + FindChoices.PageSize, cut.FindAll("[role=option]").Count));
        await cut.ByRole("button", "Show more").ClickAsync();
        await cut.WaitForAssertionAsync(() => Assert.Equal(3 + (2 * FindChoices.PageSize), cut.FindAll("[role=option]").Count));
        await cut.ByRole("button", "Show more").ClickAsync();

        await cut.WaitForAssertionAsync(() => Assert.Equal(21, cut.FindAll("[role=option]").Count));
        Assert.Equal(21, cut.FindAll("[role=option]").Select(o => o.TextContent).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(cut.FindAll("button"), b => b.TextContent.Contains("Show more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Choices_ThatTheRoleMayNotRead_AreNotOffered()
    {
        var choices = Portal.Get<FindChoices>();
        var ct = Xunit.TestContext.Current.CancellationToken;
        var sponsor = Actor.OfUser(
            await Portal.CreateUserAsync("sponsor@picker.example", Domain.Identity.Roles.Sponsor),
            Domain.Identity.Roles.Sponsor,
            null
        );
        var admin = Actor.OfUser(
            await Portal.CreateUserAsync("admin@picker.example", Domain.Identity.Roles.Administrator),
            Domain.Identity.Roles.Administrator,
            null
        );
        foreach (var kind in Enum.GetValues<ChoiceKind>())
        {
            Assert.True(Portal.Get<IEnumerable<IChoiceSource>>().Count(s => s.Kind == kind) == 1, $"{kind} has no source, or several");
        }

        Assert.Equal(
            Permission.ReadRisks.GrantedTo.Contains(Domain.Identity.Roles.Sponsor, StringComparer.Ordinal),
            (await choices.RunAsync(sponsor, [ChoiceKind.FrameworkItem], "LLM01", 0, ct)).Items.Count > 0
        );
        Assert.NotEmpty((await choices.RunAsync(admin, [ChoiceKind.FrameworkItem], "LLM01", 0, ct)).Items);
        Assert.Empty(
            (
                await choices.RunAsync(
                    Actor.OfUser(new UserId(999), Domain.Identity.Roles.RiskOfficer, null),
                    [ChoiceKind.Person],
                    "",
                    0,
                    ct
                )
            ).Items
        );
    }
}
