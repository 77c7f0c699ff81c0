using System.Text.Json;
using Governance.Domain;
using Governance.Portal.Kernel.Components.Scripts;
using Governance.Portal.Kernel.Configuration;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Identity;

/// <summary>What a browser answered: the passkey's answer as JSON, or why there is none.</summary>
/// <param name="Credential">The answer.</param>
/// <param name="Problem">Why there is none, in words.</param>
public sealed record BrowserAnswer(string? Credential, string? Problem);

/// <summary>The passkeys of the browser at the other end of a circuit.</summary>
public sealed class BrowserPasskeys : IAsyncDisposable
{
    private const string Module = "assets/passkeys.js";

    private static readonly TimeSpan s_patience = PasskeyChallenges.Time + TimeSpan.FromSeconds(10);

    private readonly IJSRuntime _js;
    private readonly ResourceAssetCollection _assets;
    private IJSObjectReference? _module;

    /// <summary>Made with the circuit, while the request that opened it is at hand.</summary>
    public BrowserPasskeys(IJSRuntime js, NavigationManager navigation, IHttpContextAccessor http, IOptions<SecurityOptions> security)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(security);
        _js = js;
        _assets = http.HttpContext?.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>() ?? ResourceAssetCollection.Empty;
        // The page says what its address is; the request under the circuit knows it.
        Site = http.HttpContext?.Request is { } request
            ? PasskeySite.Of(request, security.Value)
            : PasskeySite.Of(new Uri(navigation.BaseUri), security.Value);
    }

    /// <summary>The portal as this browser sees it.</summary>
    public PasskeySite Site { get; }

    /// <summary>Why no passkey can be used here; null when they can. Asks the browser, so only once the page is interactive.</summary>
    public async Task<Sentence?> WhyNotAsync(CancellationToken ct) =>
        Site.WhyNot
        ?? (
            await (await ModuleAsync(ct)).InvokeAsync<bool>("hasPasskeys", ct) ? null : (Sentence)$"This browser does not support passkeys."
        );

    /// <summary>Asks the browser's passkeys for an answer to a challenge. The person may take as long as the challenge is good.</summary>
    public async Task<BrowserAnswer> AnswerAsync(JsonElement options, CancellationToken ct) =>
        await AskAsync(module => module.InvokeAsync<BrowserAnswer>("answer", s_patience, [options]), ct);

    /// <summary>Adds a passkey of this browser to the account.</summary>
    /// <returns>What went wrong, in words; null when it was added.</returns>
    public async Task<string?> AddAsync(string name, string proof, CancellationToken ct) =>
        (
            await AskAsync(async module => new BrowserAnswer(null, await module.InvokeAsync<string?>("add", s_patience, [name, proof])), ct)
        ).Problem;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is null)
        {
            return;
        }

        try
        {
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }

    private async Task<BrowserAnswer> AskAsync(Func<IJSObjectReference, ValueTask<BrowserAnswer>> ask, CancellationToken ct)
    {
        try
        {
            return await ask(await ModuleAsync(ct));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new BrowserAnswer(null, "This took longer than five minutes. Try again.");
        }
    }

    private async Task<IJSObjectReference> ModuleAsync(CancellationToken ct) =>
        _module ??= await _js.InvokeAsync<IJSObjectReference>("import", ct, ElementScript.AddressOf(_assets, Module));
}
