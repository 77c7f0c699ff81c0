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
            "s3" => "S3",
            "folder" => "Folder",
            "stream" => "Message stream",
            _ => kind,
        };

    /// <summary>What became of a file, in the words of a list.</summary>
    public static string File(WindowObjectState state) =>
        state switch
        {
            WindowObjectState.Read => "Read",
            WindowObjectState.Late => "Arrived after its windows were completed",
            WindowObjectState.Replaced => "Replaced after its windows were completed",
            WindowObjectState.Deleted => "Deleted before all its rows were pulled",
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
