using Bunit;
using Governance.Domain;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Tables;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

public sealed class TablesAndFormsTests : ComponentTest
{
    [Theory]
    [InlineData(true, "grid")]
    [InlineData(false, "table")]
    public void DataTable_Label_NamesTheTable(bool grid, string role)
    {
        var cut = Render<DataTable>(parameters =>
            parameters
                .Add(table => table.Label, "Gates")
                .Add(table => table.Grid, grid)
                .Add(table => table.Head, "<th scope=\"col\">Gate</th>")
                .Add(table => table.Body, "<tr><td>Accuracy</td></tr>")
        );

        Assert.Contains("Accuracy", cut.ByRole(role, "Gates").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "descending")]
    [InlineData(false, "ascending")]
    [InlineData(null, null)]
    public void SortHeader_Order_IsSaidAndChangedByLink(bool? descending, string? expected)
    {
        var cut = Render<SortHeader>(parameters =>
            parameters
                .Add(header => header.Text, "Due")
                .Add(header => header.Href, "?sort=-due")
                .Add(header => header.Descending, descending)
        );

        Assert.Equal(expected, cut.Find("th").GetAttribute("aria-sort"));
        Assert.Equal("?sort=-due", cut.ByRole("link", "Due").GetAttribute("href"));
    }

    [Fact]
    public void Pager_LastPage_OffersNoNext()
    {
        var cut = Render<Pager>(parameters =>
            parameters.Add(pager => pager.PreviousHref, "?cursor=a").Add(pager => pager.Summary, "16 to 30 of 30")
        );

        Assert.Equal("Previous", Roles.NameOf(Assert.Single(cut.AllByRole("link"))));
        Assert.Contains("16 to 30 of 30", cut.ByRole("navigation", "Pages").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void FilterBar_Choice_IsReportedByItsKey()
    {
        FilterChoice? added = null;
        var cut = Render<FilterBar>(parameters =>
            parameters
                .Add(bar => bar.Choices, [new("state:open", "State", "Open"), new("state:closed", "State", "Closed")])
                .Add(bar => bar.OnAdd, choice => added = choice)
        );

        Assert.Equal("Add filter", Roles.NameOf(cut.Find("[popovertarget]")));
        Assert.Equal(cut.Find("[popovertarget]").GetAttribute("popovertarget"), cut.Find("[popover]").Id);
        cut.ByRole("group", "State").QuerySelectorAll("button").Single(button => Roles.NameOf(button) == "Closed").Click();

        Assert.Equal("Closed", added?.Value);
    }

    [Fact]
    public void FilterBar_FieldWithHundredsOfChoices_ShowsTheFirst_AndFindsTheOthersByTheirName()
    {
        FilterChoice? added = null;
        var cut = Render<FilterBar>(parameters =>
            parameters
                .Add(
                    bar => bar.Choices,
                    [
                        .. Enumerable.Range(0, 300).Select(n => new FilterChoice($"model={n}", "Model", $"model-{n:D3}")),
                        new("state=open", "State", "Open"),
                    ]
                )
                .Add(bar => bar.OnAdd, choice => added = choice)
        );
        List<string> Shown(string field) => [.. cut.ByRole("group", field).QuerySelectorAll("button").Select(Roles.NameOf)];

        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"model-{n:D3}"), Shown("Model"));
        Assert.Equal(["Open"], Shown("State"));
        Assert.Empty(cut.ByRole("group", "State").QuerySelectorAll("input"));

        cut.ByRole("textbox", "Filter by name").Input("MODEL-29");

        Assert.Equal(Enumerable.Range(290, 10).Select(n => $"model-{n:D3}"), Shown("Model"));
        cut.ByRole("group", "Model").QuerySelectorAll("button")[^1].Click();
        Assert.Equal("model=299", added?.Key);

        cut.ByRole("textbox", "Filter by name").Input("");

        Assert.Equal(50, Shown("Model").Count);
    }

    [Fact]
    public void FilterBar_Search_ReportsWhatWasTyped()
    {
        string? text = null;
        var cut = Render<FilterBar>(parameters => parameters.Add(bar => bar.Search, "").Add(bar => bar.OnSearch, value => text = value));

        cut.ByRole("searchbox", "Filter by name").Change("credit");

        Assert.Equal("credit", text);
    }

    [Fact]
    public void FilterChip_Remove_NamesWhatItRemoves()
    {
        var removed = false;
        var cut = Render<FilterChip>(parameters =>
            parameters.Add(chip => chip.Field, "State").Add(chip => chip.Value, "Open").Add(chip => chip.OnRemove, () => removed = true)
        );

        cut.ByRole("button", "Remove filter State: Open").Click();

        Assert.True(removed);
    }

    [Fact]
    public void FormField_HintAndError_BelongToTheControl()
    {
        RenderFragment<FormFieldContext> control = field =>
            builder =>
            {
                builder.OpenElement(0, "textarea");
                builder.AddAttribute(1, "id", field.Id);
                builder.AddAttribute(2, "aria-describedby", field.DescribedBy);
                builder.AddAttribute(3, "aria-invalid", field.Invalid);
                builder.CloseElement();
            };

        var cut = Render<FormField>(parameters =>
            parameters
                .Add(field => field.Id, "reason")
                .Add(field => field.Label, "Reason")
                .Add(field => field.Hint, "Say what must change.")
                .Add(field => field.Error, (Sentence)$"Write a reason of at least 10 characters.")
                .Add(field => field.ChildContent, control)
        );

        var box = cut.ByRole("textbox", "Reason");
        Assert.Equal("true", box.GetAttribute("aria-invalid"));
        Assert.Equal(
            ["Say what must change.", "Write a reason of at least 10 characters."],
            box.GetAttribute("aria-describedby")!.Split(' ').Select(id => Roles.TextOf(cut.Find("#" + id)))
        );

        cut.Render(parameters => parameters.Add(field => field.Error, null).Add(field => field.Hint, null));

        Assert.False(cut.ByRole("textbox", "Reason").HasAttribute("aria-invalid"));
        Assert.False(cut.ByRole("textbox", "Reason").HasAttribute("aria-describedby"));
    }

    [Fact]
    public void ErrorSummary_Errors_AreLinksToTheirFieldsOnThisPage()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("models?new=1");
        var cut = Render<ErrorSummary>(parameters => parameters.Add(summary => summary.Errors, [new("name", $"Give the model a name.")]));

        Assert.Equal("http://localhost/models?new=1#name", cut.ByRole("link", "Give the model a name.").GetAttribute("href"));
        Assert.Single(cut.AllByRole("alert"));
    }

    [Fact]
    public void ErrorSummary_OfFieldsThatWereDrawn_NamesThem()
    {
        Services.AddScoped<FormLabels>();
        Render<FormField>(parameters => parameters.Add(field => field.Id, "owner").Add(field => field.Label, "Owner"));

        var cut = Render<ErrorSummary>(parameters => parameters.Add(summary => summary.Errors, [new("owner", $"This is required.")]));

        cut.ByRole("link", "Owner: This is required.");
    }

    [Fact]
    public void ErrorSummary_NoErrors_IsNotThere() => Assert.Empty(Render<ErrorSummary>().Markup.Trim());
}
