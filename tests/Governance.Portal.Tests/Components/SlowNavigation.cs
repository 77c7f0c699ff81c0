using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Tests.Components;

/// <summary>A browser that takes its time: where it was sent is the present address only when the test says so.</summary>
internal sealed class SlowNavigation : NavigationManager
{
    private readonly Queue<string> _onTheWay = [];

    public SlowNavigation() => Initialize("http://localhost/", "http://localhost/");

    public bool IsSlow { get; set; }

    /// <summary>Where it was sent last.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Gets where it was sent first.</summary>
    public void Arrive()
    {
        Uri = _onTheWay.Dequeue();
        NotifyLocationChanged(isInterceptedLink: false);
    }

    protected override void NavigateToCore(string uri, NavigationOptions options)
    {
        Last = ToAbsoluteUri(uri).AbsoluteUri;
        _onTheWay.Enqueue(Last);
        if (!IsSlow)
        {
            Arrive();
        }
    }
}
