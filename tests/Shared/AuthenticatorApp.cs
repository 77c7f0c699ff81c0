using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Identity;

namespace Governance.Testing;

/// <summary>
/// The authenticator app of a person of the tests. No code is given twice, and those of one person one after the other, as the portal takes
/// them.
/// </summary>
/// <param name="secret">What it shares with the portal.</param>
/// <param name="clock">The portal's clock.</param>
/// <param name="forget">
/// Has the portal forget which codes of a person it took. In half a minute it takes two or three; people wait, tests do not.
/// </param>
/// <param name="last">The last half minute whose code was given already, where it was another who gave it.</param>
public sealed class AuthenticatorApp(byte[] secret, TimeProvider clock, Func<Task> forget, long last = 0) : IDisposable
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _last = last;

    /// <summary>The secret of a person that no screen showed: one who is far from the portal knows it too.</summary>
    public static byte[] SecretOf(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"one-time codes of {email.ToUpperInvariant()}"))[..TimeCode.SecretBytes];
    }

    /// <summary>A secret as a screen shows it, for an app to be set up by hand: base32 in groups.</summary>
    public static byte[] Read(string shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        var bits = string.Concat(
            shown
                .Where(char.IsLetterOrDigit)
                .Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0'))
        );
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    /// <summary>Gives the next code to an act, and none to another before it is over.</summary>
    public async Task<T> UseAsync<T>(Func<string, Task<T>> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        await _turn.WaitAsync();
        try
        {
            return await act(await NextAsync());
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The next code.</summary>
    public Task<string> CodeAsync() => UseAsync(Task.FromResult);

    public void Dispose() => _turn.Dispose();

    private async Task<string> NextAsync()
    {
        var now = TimeCode.StepOf(clock.GetUtcNow());
        // Not the one before, which the portal takes too: typed now, it may have run out when it is sent.
        var next = Math.Max(now, _last + 1);
        if (next > now + 1)
        {
            await forget();
            next = now;
        }

        _last = next;
        return TimeCode.Of(secret, next);
    }
}
