namespace Governance.Testing;

/// <summary>One setting, or all that begin so, with why tests set it.</summary>
/// <param name="Key">The key with colons, numbers as 0; a star at the end stands for what follows.</param>
/// <param name="Reason">Why.</param>
public sealed record OverriddenSetting(string Key, string Reason)
{
    /// <summary>Whether a key is meant, in either spelling, with any numbers.</summary>
    public bool Covers(string key) =>
        Key.EndsWith('*')
            ? key.StartsWith(Key[..^1], StringComparison.OrdinalIgnoreCase)
            : string.Equals(key, Key, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// All settings in which a portal of the tests may differ from one that was just installed. What is not in here has its default, as for
/// whoever installs the portal: a host of tests does not start with any other. A setting that a test is about is in here too.
/// </summary>
public static class OverriddenSettings
{
    /// <summary>What every portal in the process of a test is given.</summary>
    public static IReadOnlyList<OverriddenSetting> Everywhere { get; } =
    [
        new("ConnectionStrings:Governance", "a database of its own"),
        new("Storage:ArtifactPath", "a folder of its own"),
        new("Storage:KeyPath", "a folder of its own"),
        new("Reports:Organisation", "documents of the law are drafts while no one is named as their provider; without it, from zero"),
        new("Security:SessionHours", "clocks of tests jump by hours; how long a session lives is tested by itself, with the default"),
        new("Security:SessionIdleMinutes", "clocks of tests jump by hours; how long a session may rest is tested by itself"),
        new("hostBuilder:reloadConfigOnChange", "no test edits appsettings.json, and a machine has few watchers for each user"),
    ];

    /// <summary>A benchmark alone: it opens pages as people of a played demo, on PostgreSQL too, where demo mode does not run.</summary>
    public static OverriddenSetting InBenchmarks { get; } =
        new("Security:SecondFactorRoles", "people of a demo have no second step, and demo mode runs on SQLite only");

    /// <summary>What single tests set.</summary>
    public static IReadOnlyList<OverriddenSetting> InSingleTests { get; } =
    [
        // Where a process runs, and how its log is read.
        new("ASPNETCORE_URLS", "a free port"),
        new("ASPNETCORE_ENVIRONMENT", "a process is in production, whatever the machine says of itself"),
        new("XDG_DATA_HOME", "the folder in which a program without any setting keeps its data"),
        new("urls", "a free port"),
        new("ReloadStaticAssetsAtRuntime", "browsers keep files as outside development"),
        new("EnableStaticAssetsDevelopmentCaching", "browsers keep files as outside development"),
        new("Logging:*", "a test reads what is written at a lower level"),
        // What there is only where someone configures it: without it the feature does not exist.
        new("Outbound:PrivateHosts*", "receivers of tests run on this machine, which nothing is sent to by default"),
        new("Outbound:MetadataHosts", "a test's own giver of keys, which nothing is asked of by default"),
        new("Outbound:AllowedHosts*", "a host that a test about the way out allows"),
        new("Sources:*", "a source of decision logs exists only where one is named"),
        new("Streams:*", "a stream exists only where one is named"),
        new("Registries:*", "a model registry exists only where one is named"),
        new("MlFlow:*", "a server of MLflow exists only where one is named; a test looks by itself, not every ten minutes"),
        new("Hooks:*", "secrets and fields of those who call"),
        new("Playbooks:Secrets*", "secrets that a playbook sends"),
        new("Monitoring:NullValues*", "which values stand for a missing one"),
        new("Monitoring:RetrainHooks*", "who is told to train again"),
        new("PolicySync:*", "the folder that policies come from, and how often it is read"),
        new("ModelSigning:TrustedKeys", "whose signatures of models count"),
        new("SingleSignOn:*", "the provider, which a test plays"),
        new("Notifications:Smtp*", "the mail server, which a test plays"),
        new("Notifications:PublicAddress", "what links in mails begin with"),
        new("Notifications:PagerDutyAddress", "the service, which a test plays"),
        new("Scanning:*", "a scanner, real or played"),
        new("ScheduledValidation:*", "keys of the models that are asked, and no second tries of what is to fail"),
        new("Storage:S3*", "object storage in place of the folder"),
        new("Telemetry:*", "the collector, which a test plays, and how often it is told"),
        new("Witness:*", "a log to watch over"),
        new("Audit:Anchors*", "who keeps checkpoints"),
        new("Audit:Witnesses*", "who watches over the log"),
        new("Audit:KeyFile*", "a key that lies elsewhere"),
        new("Audit:Signer*", "a signer that is a program, a token or a service"),
        new("Audit:Origin*", "another name of the log"),
        new("Seal:Signer*", "a signer that is a program, a token or a service"),
        new("Seal:CertificateFile", "the certificate of such a signer"),
        new("Backup:Recipient", "for whom a backup is encrypted"),
        new("Backup:Folder", "no backup is made where no folder is named"),
        new("Backup:Hours", "how often, where a folder is named"),
        new("Backup:Database", "who copies the database"),
        new("Backup:DatabaseMark", "the file that another tool touches"),
        new("Demo:Enabled", "a demo is a portal of its own kind"),
        // What a test is about, or has to bring within its reach: the test of a limit sets it low.
        new("RateLimits:RequestsPerSecond", "one caller plays many; the limit is tested by itself"),
        new("Limits:*", "the limit that is tested, small enough to be reached"),
        new("Security:AccountFailures", "the lock that is tested, or another one kept out of its way"),
        new("Security:AddressFailures", "the lock that is tested, or another one kept out of its way"),
        new("Security:LockoutFailures", "thousands of wrong proofs of one session are the test"),
        new("Security:LockoutMinutes", "example settings are read"),
        new("Security:PasswordLength", "a wrong value is refused"),
        new("Security:BehindTlsProxy", "a test is at several addresses, as a proxy names them"),
        new("Security:ProofsNameTheirAct", "the stricter of two rules is tested by itself"),
        new("Shutdown:DrainSeconds", "shorter, or longer than a load balancer takes to notice"),
        new("Audit:AllowUnanchored", "whether a portal starts that no one watches"),
        new("Audit:RequireAnchor", "whether a portal starts that no one watches"),
        new("Audit:AnchorEntries", "an anchor is due after few entries"),
        new("Audit:Anchor", "a misspelt name is found"),
        new("Storage:ReserveBytes", "a disk that counts as full"),
        new("Reports:ChromiumPath", "a browser that is not there"),
        new("Reports:LogoPath", "a logo, and files that are none"),
        new("Reports:Timeout", "reports that take too long"),
        new("Reports:GotenbergUrl", "a setting that is gone is named"),
        new("Reports:MaxHtmlCharacters", "a report that is too long"),
        new("Decisions:RetentionDays", "decisions that are old after days"),
        new("Explanations:AnswerWithinDays", "another time to answer"),
        new("Approvals:OverridesPerMonth", "as many overrides as a race needs"),
        new("Incidents:TimeZone", "clocks of another country"),
        new("Integrations:MaxHeldBack", "a queue that is full after few"),
        new("Integrations:MaxWaiting", "a queue that is full after few"),
        new("Opa:LogBytes", "a log that is full after few entries"),
        new("Opa:KeepDays", "a log that is old after days"),
        new("Outbound:TimeoutSeconds", "a receiver that never answers is given up soon"),
        new("Kestrel:*", "a certificate that is not there"),
        new("AllowedHosts", "a portal that knows its name"),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<OverriddenSetting> All => [.. Everywhere, .. InSingleTests, InBenchmarks];

    /// <summary>A key as it stands in the list: with colons, numbers as 0.</summary>
    public static string Normalise(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return string.Join(
            ':',
            key.Replace("__", ":", StringComparison.Ordinal).Split(':').Select(p => p.All(char.IsAsciiDigit) ? "0" : p)
        );
    }

    /// <summary>Stops a host of tests that differs in anything else from a portal that was just installed.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    public static void Require(IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var known = Everywhere.Concat(InSingleTests).ToList();
        var others = keys.Where(k => !known.Exists(o => o.Covers(Normalise(k)))).ToList();
        if (others.Count > 0)
        {
            throw new InvalidOperationException(
                $"Tests run under the shipped defaults. {string.Join(", ", others)}: name it in {nameof(OverriddenSettings)} with its "
                    + "reason, or do without."
            );
        }
    }
}
