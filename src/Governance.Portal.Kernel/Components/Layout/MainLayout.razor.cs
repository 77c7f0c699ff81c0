using System.Globalization;
using System.Text;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>The frame: navigation, top bar, page, toasts.</summary>
public sealed partial class MainLayout(NavigationManager navigation, INavigation menu, IShellAccounts accounts, IServiceProvider services)
    : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private PersonalMenu _menu = PersonalMenu.Empty;
    private MenuPlace? _place;
    private ShellAccount? _account;
    private bool _isLimited;
    private ElementReference _main;
    private PageErrorBoundary? _boundary;
    private string _path = "/";

    // Under which the browser keeps the pages this person opened last: it tells people apart and says nothing about them.
    private string? _reader;
    private UserId? _user;
    private string _page = "/";

    [CascadingParameter]
    private Task<AuthenticationState>? Authentication { get; set; }

    // The base element turns a bare "#main" into "/#main", another page.
    private string SkipHref => $"{navigation.Uri.Split('#')[0]}#main";

    protected override async Task OnInitializedAsync()
    {
        _path = PathOf(navigation.Uri);
        navigation.LocationChanged += OnLocationChanged;
        await LoadAsync();
        if (_account is null)
        {
            Opening?.End(); // else the bell is drawn next, and is the last part of the opening
        }
    }

    // Another page came: the error of the one before is no longer shown. Not by a key on the path, which makes each page twice.
    protected override void OnParametersSet()
    {
        _boundary?.Recover();
        // Said with the page in one rendering: who waits for the page sees that it is this one and no longer the one before.
        _page = "/" + navigation.ToBaseRelativePath(navigation.Uri);
    }

    public void Dispose()
    {
        navigation.LocationChanged -= OnLocationChanged;
        _gone.Cancel();
        _gone.Dispose();
    }

    private string PathOf(string uri) => "/" + navigation.ToBaseRelativePath(uri).Split('?', '#')[0].TrimEnd('/');

    private PageOpening? Opening => services.GetService<PageOpening>();

    private async Task LoadAsync()
    {
        if (Authentication is null)
        {
            return;
        }

        var user = (await Authentication).User;
        using var reading = Opening?.GoOn();
        try
        {
            _account = await accounts.CurrentAsync(user, _gone.Token);
            _user = int.TryParse(user.FindFirst(PortalClaims.User)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new UserId(number)
                : null;
            _reader = user.FindFirst(PortalClaims.User) is { Value: var id }
                ? Sha256Hex.Of(Encoding.UTF8.GetBytes($"pages of {id}"))[..16]
                : null;
            // Nothing of the portal is open to someone who still has to set up a second step: a menu would lead to refusals.
            _isLimited = user.HasClaim(c => c.Type == PortalClaims.Limited);
            _menu = _isLimited ? PersonalMenu.Empty : await menu.ReadAsync(user, _path, _gone.Token);
            _place = _menu.At(_path);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left before its frame was ready.
        }
    }

    // Counts change with what people do, and what they do mostly ends on another page.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        var path = PathOf(change.Location);
        if (path == _path)
        {
            Opening?.End();
            return;
        }

        _path = path;
        _place = _menu.At(_path);
        _ = InvokeAsync(async () =>
        {
            try
            {
                StateHasChanged();
                await LoadAsync();
                Opening?.End();
                StateHasChanged();
            }
            catch (Exception failure)
            {
                await DispatchExceptionAsync(failure);
            }
        });
    }

    private async Task SkipAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            await _main.FocusAsync();
        }
    }
}
