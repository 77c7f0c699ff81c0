namespace Governance.Analytics.Quality;

/// <summary>Spelling of check verdicts.</summary>
public static class CheckVerdicts
{
    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>ok</c>, <c>warn</c>, <c>fail</c> or <c>not_run</c>.</returns>
    public static string ToWireName(this CheckVerdict verdict) =>
        verdict switch
        {
            CheckVerdict.Ok => "ok",
            CheckVerdict.Warn => "warn",
            CheckVerdict.Fail => "fail",
            CheckVerdict.NotRun => "not_run",
        };
}
