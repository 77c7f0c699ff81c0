using Governance.Portal.Kernel.Components.Tables;

namespace Governance.Portal.Tests.Components;

/// <summary>Choices that follow each other faster than the browser goes where they lead.</summary>
public sealed class ListAddressTests
{
    private readonly SlowNavigation _browser = new();

    public ListAddressTests()
    {
        _browser.NavigateTo("/risks?q=drift");
        _browser.IsSlow = true;
    }

    [Fact]
    public void Choices_OneAfterTheOther_AllCount()
    {
        _browser.Choose(("model", "credit"), ("page", null));
        _browser.Choose(("state", "open"));
        Assert.Equal("http://localhost/risks?q=drift&model=credit&state=open", _browser.Last);

        _browser.Arrive();
        _browser.Choose(("q", null));

        Assert.Equal("http://localhost/risks?model=credit&state=open", _browser.Last);
        Assert.Equal("open", _browser.Chosen("state"));
    }

    [Fact]
    public void Choice_WithSignsThatABrowserWritesInItsOwnWay_IsKnownWhenItArrives()
    {
        _browser.Choose(("q", "'a b\" ü"));
        _browser.Choose(("state", "open"));
        _browser.Arrive();
        _browser.Arrive();

        _browser.Choose(("state", null));

        Assert.Equal("'a b\" ü", _browser.Chosen("q"));
        Assert.Null(_browser.Chosen("state"));
    }

    [Fact]
    public void Filters_ThatWereCleared_DoNotComeBackWithTheNextChoice()
    {
        _browser.Choose(("model", "credit"));
        _browser.Restart("/risks");
        _browser.Choose(("state", "open"));

        Assert.Equal("http://localhost/risks?state=open", _browser.Last);
    }

    [Fact]
    public void Choice_OnAnotherPage_TakesNothingAlong()
    {
        _browser.Choose(("model", "credit"));
        _browser.NavigateTo("/alerts");
        _browser.Arrive();
        _browser.Arrive();
        _browser.Choose(("state", "open"));

        Assert.Equal("http://localhost/alerts?state=open", _browser.Last);
    }
}
