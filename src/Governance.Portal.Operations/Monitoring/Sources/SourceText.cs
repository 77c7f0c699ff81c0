using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Words for sources on pages.</summary>
internal static class SourceText
{
    /// <summary>What people call a kind of connection.</summary>
    public static string Kind(string kind) =>
        kind switch
        {
            "postgres" => "PostgreSQL",
            "databricks" => "Databricks",
            "snowflake" => "Snowflake",
            "bigquery" => "BigQuery",
            _ => kind,
        };

    /// <summary>How long windows are.</summary>
    public static string Length(WindowLength length) =>
        length switch
        {
            WindowLength.Hour => "Hourly",
            WindowLength.Day => "Daily",
            WindowLength.Week => "Weekly",
        };
}
