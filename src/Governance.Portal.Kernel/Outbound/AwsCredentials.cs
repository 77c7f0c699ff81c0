namespace Governance.Portal.Kernel.Outbound;

/// <summary>The key with which requests to Amazon Web Services, and to servers that speak their protocol, are signed.</summary>
/// <param name="AccessKeyId">Names the key; stands in each request.</param>
/// <param name="SecretAccessKey">Never leaves this process.</param>
/// <param name="SessionToken">Of credentials that are valid for a while; null for others.</param>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>The section of a shared credentials file that counts when none is named.</summary>
    public const string DefaultProfile = "default";

    private const string KeyName = "AWS_ACCESS_KEY_ID";
    private const string SecretName = "AWS_SECRET_ACCESS_KEY";
    private const string TokenName = "AWS_SESSION_TOKEN";

    /// <summary>Without the secret, so that a log never holds it.</summary>
    public override string ToString() => $"AwsCredentials {{ AccessKeyId = {AccessKeyId} }}";

    /// <summary>Reads a section of a shared credentials file, or the environment when no file is named.</summary>
    /// <param name="file">
    /// Path; empty for <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c> and <c>AWS_SESSION_TOKEN</c>. It is read each time, because
    /// what issues keys for a while writes it again.
    /// </param>
    /// <param name="profile">The section.</param>
    /// <exception cref="IOException">It cannot be read, or has no key.</exception>
    public static AwsCredentials Read(string file, string profile = DefaultProfile)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0)
        {
            return Of(Environment.GetEnvironmentVariable) ?? throw NoneGiven();
        }

        try
        {
            return Parse(File.ReadAllText(file), profile)
                ?? throw new IOException($"{file} lacks aws_access_key_id or aws_secret_access_key in its section [{profile}].");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"This service does not have permission to read {file}.", e);
        }
    }

    /// <summary>Says that there is no key at all.</summary>
    internal static IOException NoneGiven() =>
        new("No access key is set: name a credentials file, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");

    /// <summary>Reads the text of a shared credentials file; null when its section has no key.</summary>
    /// <remarks>What else a section may ask for (a program to start, another account's role, a sign-in in a browser) is not done.</remarks>
    public static AwsCredentials? Parse(string text, string profile = DefaultProfile)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Names in the file are those of the environment in lower case.
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var counts = profile == DefaultProfile;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '[')
            {
                counts = line == $"[{profile}]";
            }
            else if (counts && line[0] is not ('#' or ';') && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                values[line[..at].Trim()] = line[(at + 1)..].Trim();
            }
        }

        return Of(name => values.GetValueOrDefault(name));
    }

    /// <summary>The key in an environment; null when there is none.</summary>
    internal static AwsCredentials? Of(Func<string, string?> value)
    {
        string? Get(string name) => value(name) is { Length: > 0 } given ? given : null;

        return Get(KeyName) is { } key && Get(SecretName) is { } secret ? new AwsCredentials(key, secret, Get(TokenName)) : null;
    }
}
