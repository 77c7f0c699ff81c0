using Bunit;
using Governance.Data.Audit.Records;
using Governance.Portal.Kernel.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

public sealed class PageErrorBoundaryTests : ComponentTest
{
    public PageErrorBoundaryTests() => Services.AddLogging();

    [Fact]
    public void Page_OnAnAlteredRecord_SaysSoWithItsCode_AndWhatToDo()
    {
        var cut = Show(new RecordAlteredException("The record Users 4 was changed: it does not match log entry 12."));

        var alert = Assert.Single(cut.AllByRole("alert"));
        Assert.Contains("The record Users 4 was changed: it does not match log entry 12.", alert.TextContent, StringComparison.Ordinal);
        Assert.Contains("Inform an administrator: db check names what was changed.", alert.TextContent, StringComparison.Ordinal);
        Assert.Contains(alert.QuerySelectorAll("code"), code => code.TextContent == "record.altered");
        Assert.DoesNotContain("Could not load", alert.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ThatFails_GivesAReferenceAndNothingElse()
    {
        var cut = Show(new InvalidOperationException("a table is missing"));

        var alert = Assert.Single(cut.AllByRole("alert"));
        Assert.Contains("Could not load this page.", alert.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("a table is missing", alert.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ThatIsTriedAgain_IsShown()
    {
        var fault = new RecordAlteredException("The record Users 4 was changed.");
        var fails = true;
        var cut = Render<PageErrorBoundary>(parameters =>
            parameters.AddChildContent<Page>(page =>
                page.Add(
                    p => p.Load,
                    () =>
                    {
                        if (fails)
                        {
                            throw fault;
                        }
                    }
                )
            )
        );
        fails = false;

        cut.ByRole("button", "Try again").Click();

        Assert.Contains("The page", cut.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<PageErrorBoundary> Show(Exception fault) =>
        Render<PageErrorBoundary>(parameters => parameters.AddChildContent<Page>(page => page.Add(p => p.Load, () => throw fault)));

    private sealed class Page : ComponentBase
    {
        [Parameter]
        public Action? Load { get; set; }

        protected override void OnParametersSet() => Load?.Invoke();

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
            builder.AddContent(0, "The page");
    }
}
