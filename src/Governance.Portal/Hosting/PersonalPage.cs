using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Governance.Portal.Hosting;

/// <summary>Counts one open page for the person who opened it.</summary>
internal sealed class PersonalPage(OpenPages pages, AuthenticationStateProvider authentication) : CircuitHandler
{
    private string? _person;

    /// <inheritdoc/>
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _person = (await authentication.GetAuthenticationStateAsync()).User.ToActor().Person;
        pages.Change(_person, 1);
    }

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _person, null) is { } person)
        {
            pages.Change(person, -1);
        }

        return Task.CompletedTask;
    }
}
