namespace Governance.Reporting.Rendering;

/// <summary>Reports cannot be printed on this installation as it is configured.</summary>
public sealed class ReportsUnavailableException : Exception
{
    public ReportsUnavailableException(string message, string configurationKey, Exception? inner = null)
        : base(message, inner) => ConfigurationKey = configurationKey;

    public ReportsUnavailableException(string message)
        : this(message, ChromiumLocator.ConfigurationKey) { }

    public ReportsUnavailableException(string message, Exception inner)
        : this(message, ChromiumLocator.ConfigurationKey, inner) { }

    public ReportsUnavailableException()
        : this("Reports are unavailable.") { }

    /// <summary>The key to set, as an environment variable is spelt.</summary>
    public string ConfigurationKey { get; }
}
