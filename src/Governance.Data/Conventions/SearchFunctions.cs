using Governance.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace Governance.Data.Conventions;

/// <summary>How <see cref="SearchText"/> is said in SQL: both databases have its function, PostgreSQL by a migration.</summary>
internal static class SearchFunctions
{
    /// <summary>The function's name.</summary>
    private const string Name = "governance_fold";

    /// <summary>Lets queries say <see cref="SearchText.Fold"/> and <see cref="SearchText.Matches"/>.</summary>
    public static void AddSearch(this ModelBuilder builder)
    {
        builder.HasDbFunction(((Func<string, string>)SearchText.Fold).Method, f => f.HasTranslation(arguments => Fold(arguments[0])));
        // What was typed is folded by the database too, so that the two can never differ.
        builder.HasDbFunction(
            ((Func<string?, string, bool>)SearchText.Matches).Method,
            f =>
                f.HasTranslation(arguments => new LikeExpression(
                    Fold(arguments[0]),
                    Fold(arguments[1]),
                    new SqlConstantExpression(SearchText.Escape, StringTypeMapping.Default),
                    BoolTypeMapping.Default
                ))
        );
    }

    /// <summary>Gives a connection of SQLite the function.</summary>
    public static void AddTo(sqlite3 connection) =>
        raw.sqlite3_create_function(
            connection,
            Name,
            1,
            raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC,
            null,
            static (context, _, arguments) =>
            {
                if (raw.sqlite3_value_type(arguments[0]) is raw.SQLITE_NULL)
                {
                    raw.sqlite3_result_null(context);
                    return;
                }

                raw.sqlite3_result_text(context, SearchText.Fold(raw.sqlite3_value_text(arguments[0]).utf8_to_string()));
            }
        );

    private static SqlFunctionExpression Fold(SqlExpression text) =>
        new(
            Name,
            [text],
            nullable: true,
            argumentsPropagateNullability: [true],
            typeof(string),
            text.TypeMapping ?? StringTypeMapping.Default
        );
}
