using Governance.Transparency;

namespace Governance.Reporting.Keys;

/// <summary>
/// Where a signing key lies, in one line: <c>pkcs11:token=governance;object=log-key?module-path=/usr/lib/…so&amp;pin-source=/etc/…/pin</c>
/// (RFC 7512), or <c>command:/usr/local/bin/sign?arg=--key&amp;arg=log&amp;public-key=/etc/…/log.pem</c>. No secret stands in it.
/// </summary>
public sealed class SignerAddress
{
    private const string Token = "pkcs11:";
    private const string Program = "command:";

    private readonly Dictionary<string, string> _facts;
    private readonly List<string> _arguments;

    private SignerAddress(string setting, bool isToken, Dictionary<string, string> facts, List<string> arguments) =>
        (Setting, IsToken, _facts, _arguments) = (setting, isToken, facts, arguments);

    /// <summary>The setting that holds it, for messages.</summary>
    public string Setting { get; }

    /// <summary>True for a PKCS#11 token.</summary>
    public bool IsToken { get; }

    /// <summary>Arguments of the program.</summary>
    internal IReadOnlyList<string> Arguments => _arguments;

    /// <summary>Reads an address.</summary>
    /// <param name="setting">The setting that holds it, for messages.</param>
    /// <param name="text">The address.</param>
    /// <exception cref="FormatException">It is none; the message begins with the setting.</exception>
    public static SignerAddress Parse(string setting, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isToken = text.StartsWith(Token, StringComparison.Ordinal);
        if (!isToken && !text.StartsWith(Program, StringComparison.Ordinal))
        {
            throw new FormatException($"{setting}: a signer must begin with {Token} or {Program}.");
        }

        var rest = text[(isToken ? Token : Program).Length..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rest : rest[..question];
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var arguments = new List<string>();
        if (!isToken)
        {
            facts["program"] = Uri.UnescapeDataString(path);
        }

        var parts = isToken ? path.Split(';', StringSplitOptions.RemoveEmptyEntries) : [];
        foreach (var part in parts.Concat(question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries)))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..]);
            if (!isToken && name == "arg")
            {
                arguments.Add(value);
            }
            else if (name == "pin-value")
            {
                throw new FormatException($"{setting}: a PIN must not be in a setting. Name a file with pin-source.");
            }
            else if (
                !(isToken ? name is "token" or "object" or "type" or "module-path" or "pin-source" : name is "public-key")
                || !facts.TryAdd(name, value)
            )
            {
                throw new FormatException($"{setting}: {name} is unknown or occurs twice.");
            }
        }

        var address = new SignerAddress(setting, isToken, facts, arguments);
        foreach (var needed in isToken ? new[] { "token", "object", "module-path", "pin-source" } : ["program", "public-key"])
        {
            if (address.Fact(needed).Length == 0)
            {
                throw new FormatException($"{setting}: the signer lacks {needed}.");
            }
        }

        return Path.IsPathFullyQualified(address.File(isToken ? "module-path" : "program"))
            ? address
            : throw new FormatException($"{setting}: name the {(isToken ? "module" : "program")} with its full path.");
    }

    /// <summary>Opens the key.</summary>
    /// <param name="timeout">Longest wait for one signature.</param>
    /// <exception cref="SigningKeyException">It does not answer.</exception>
    public DistantEcdsa Open(TimeSpan timeout)
    {
        ISigningKey key = IsToken ? Pkcs11Key.Open(this, timeout) : CommandKey.Open(this, timeout);
        try
        {
            return new DistantEcdsa(key);
        }
        catch (SigningKeyException e)
        {
            key.Dispose();
            throw Away(e.Message, e);
        }
    }

    /// <summary>A part of the address; empty when it is not there.</summary>
    internal string Fact(string name) => _facts.GetValueOrDefault(name) ?? "";

    /// <summary>A part that names a file, as a plain path or <c>file:</c> address.</summary>
    internal string File(string name)
    {
        const string Scheme = "file:";
        var text = Fact(name);
        return text.StartsWith(Scheme, StringComparison.Ordinal) ? "/" + text[Scheme.Length..].TrimStart('/') : text;
    }

    /// <summary>What is wrong, with the setting it belongs to.</summary>
    internal SigningKeyException Away(string message, Exception? inner = null) => new($"{Setting}: {message}", inner);
}
