namespace Governance.Portal.Kernel.Contracts;

/// <summary>Accounts that the sign-in page offers by name, as that of a demo does.</summary>
public interface ISignInOffers
{
    /// <summary>Reads them; none outside a demo.</summary>
    /// <param name="request">Anyone who asks for the sign-in page.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<SignInOffer>> OffersAsync(HttpRequest request, CancellationToken ct);
}

/// <summary>An account that the sign-in page offers.</summary>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Name">The person's printed name.</param>
/// <param name="Role">Title of the role in force after signing in.</param>
/// <param name="Purpose">What one does in that role.</param>
/// <param name="Password">The password that is filled in; null where it has to be entered.</param>
public sealed record SignInOffer(string Email, string Name, string Role, string Purpose, string? Password);
