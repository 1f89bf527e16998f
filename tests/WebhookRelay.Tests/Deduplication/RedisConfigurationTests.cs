using System.Net;
using WebhookRelay.Deduplication;

namespace WebhookRelay.Tests.Deduplication;

/// <summary>Parsing of <c>Deduplication:Redis</c>: accepted, or rejected with the right spelling.</summary>
public sealed class RedisConfigurationTests
{
    private const string Secret = "s3cret";

    [Theory]
    [InlineData("redis:6379", "redis:6379", null, null, null, false)]
    [InlineData("rediss:6379,password=s3cret", "rediss:6379", null, "s3cret", null, false)]
    [InlineData("my_redis:6379,defaultDatabase=3,ssl=true", "my_redis:6379", null, null, 3, true)]
    [InlineData("redis://host", "host:6379", null, null, null, false)]
    [InlineData("REDIS://host:7000/", "host:7000", null, null, null, false)]
    [InlineData("redis://host/3", "host:6379", null, null, 3, false)]
    [InlineData("redis://host?db=3", "host:6379", null, null, 3, false)]
    [InlineData("redis://host:6379/?db=3", "host:6379", null, null, 3, false)]
    [InlineData("redis://host?password=s3cret", "host:6379", null, "s3cret", null, false)]
    [InlineData("redis://host?user=relay&password=s3%26cret&db=4", "host:6379", "relay", "s3&cret", 4, false)]
    [InlineData("redis://host/4?username=relay&password=s3cret", "host:6379", "relay", "s3cret", 4, false)]
    [InlineData("redis://:s3cret@host", "host:6379", null, "s3cret", null, false)]
    [InlineData("redis://:s3,c%40ret@host:6379/0", "host:6379", null, "s3,c@ret", 0, false)]
    [InlineData("rediss://relay:s3cret@host:6380/2", "host:6380", "relay", "s3cret", 2, true)]
    [InlineData("redis://[::1]:6380", "[::1]:6380", null, null, null, false)]
    [InlineData("redis://127.0.0.1", "127.0.0.1:6379", null, null, null, false)]
    [InlineData("host1:6379,host2:6380,password=s3cret,serviceName=main", "host1:6379 host2:6380", null, "s3cret", null, false)]
    public void Valid_address_is_parsed(string setting, string hosts, string? user, string? password, int? database, bool tls)
    {
        var settings = RedisConfiguration.Parse(setting);
        Assert.Equal(hosts, string.Join(' ', settings.EndPoints.Select(Written)));
        Assert.Equal(user, settings.User);
        Assert.Equal(password, settings.Password);
        Assert.Equal(database, settings.DefaultDatabase);
        Assert.Equal(tls, settings.Ssl);
    }

    [Theory]
    [InlineData("redis://s3cret@host", "redis://:password@host")]
    [InlineData("redis://s3cret@host?password=s3cret", "redis://:password@host")]
    [InlineData("redis://host?user=s3cret", "redis://:password@host")]
    [InlineData("redis://a,b", "host1:6379,host2:6379")]
    [InlineData("redis://:s3cret@a:6379,b:6379/0", "host1:6379,host2:6379")]
    [InlineData("redis://host:6379,password=s3cret", "host1:6379,host2:6379")]
    [InlineData("tcp://host:6379", "redis://user:password@host:6379/0")]
    [InlineData("http://host:6379", "redis://user:password@host:6379/0")]
    [InlineData("valkey://:s3cret@host", "redis://user:password@host:6379/0")]
    [InlineData("unix:///run/redis.sock", "redis://user:password@host:6379/0")]
    [InlineData("redis+sentinel://:s3cret@host:26379/main/0", "serviceName=")]
    [InlineData("redis-sentinel://host:26379", "serviceName=")]
    [InlineData("redis://", "redis://user:password@host:6379/0")]
    [InlineData("redis:///3", "redis://user:password@host:6379/0")]
    [InlineData("redis://:s3#cret@host", "%23 for #")]
    [InlineData("redis://:s3/cret@host", "%2F for /")]
    [InlineData("redis://:s3cret@host#0", "%23 for #")]
    [InlineData("redis://host/zero", "redis://user:password@host:6379/0")]
    [InlineData("redis://host/0/1", "redis://user:password@host:6379/0")]
    [InlineData("redis://host?db=-1", "redis://user:password@host:6379/0")]
    [InlineData("redis://host/1?db=2", "once")]
    [InlineData("redis://:s3cret@host?password=s3cret", "once")]
    [InlineData("redis://host?database=3", "defaultDatabase=3")]
    [InlineData("rediss://host?ssl_cert_reqs=none", "host:6379,defaultDatabase=3,ssl=true")]
    [InlineData("host:6379,db=3", "defaultDatabase=3")]
    [InlineData("relay:s3cret@host:6379", "host:6379,user=")]
    [InlineData("redis//host:6379", "host:6379,user=")]
    [InlineData("=,=", "redis://user:password@host:6379/0")]
    [InlineData("password=s3cret", "host:6379")]
    public void Unusable_address_is_rejected_with_the_right_spelling(string setting, string spelling)
    {
        var faults = new DeduplicationValidator().Validate(name: null, new DeduplicationOptions { Redis = setting });

        var fault = Assert.Single(faults.Failures!);
        Assert.StartsWith("Deduplication:Redis ", fault, StringComparison.Ordinal);
        Assert.Contains(spelling, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault, StringComparison.Ordinal);
    }

    private static string Written(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        IPEndPoint ip => ip.ToString(),
        _ => endpoint.ToString()!,
    };
}
