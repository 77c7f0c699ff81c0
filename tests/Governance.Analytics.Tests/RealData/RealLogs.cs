using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.RealData;

/// <summary>
/// Prediction logs of real models. They stay outside the repository; tests that need them are skipped when they are not there.
/// </summary>
internal static class RealLogs
{
    public const string Variable = "GOVERNANCE_REAL_DATA";

    public static string Folder(string model)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{Variable} does not name a folder with real logs.");
        return Path.Combine(root!, model);
    }

    public static Task<Table> ReadAsync(string model, string window, ColumnRoles? roles = null, TableSchema? schema = null) =>
        TableReader.ReadFileAsync(
            Path.Combine(Folder(model), "predictions.csv.gz"),
            new TabularReadOptions
            {
                Where = new RowFilter("window", window),
                Roles = roles ?? ColumnRoles.Default,
                Schema = schema,
            },
            TestContext.Current.CancellationToken
        );

    public static async Task<DriftResult> CompareAsync(string model, string window, ColumnRoles? roles = null)
    {
        var profile = ReferenceProfile.FromTable(await ReadAsync(model, "reference", roles), roles);
        return DriftAnalysis.Compare(profile, await ReadAsync(model, window, roles, profile.Schema), roles: roles);
    }
}
