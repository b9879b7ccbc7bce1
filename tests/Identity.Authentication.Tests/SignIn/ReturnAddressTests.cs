using Identity.Authentication.SignIn.Requests;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>Where people are led within an app that has a host to itself, and within one that shares it.</summary>
public sealed class ReturnAddressTests
{
    [Theory]
    [InlineData("/shop/cart?a=b", "/shop/cart?a=b")]
    [InlineData("https://app.example.com/shop/cart", "/shop/cart")]
    [InlineData("HTTPS://APP.EXAMPLE.COM/shop/cart", "/shop/cart")]
    [InlineData("http://app.example.com/shop/cart", "/shop/")]
    [InlineData("https://app.example.com:444/shop/cart", "/shop/")]
    [InlineData("https://app.example.com@evil.example.com/", "/shop/")]
    [InlineData("https://app.example.com", "/shop/")]
    [InlineData("//evil.example.com", "/shop/")]
    [InlineData("", "/shop/")]
    [InlineData(null, "/shop/")]
    public void It_is_the_app_s(string? wish, string address)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host, request.PathBase) = ("https", new HostString("app.example.com"), "/shop");

        Assert.Equal(address, ReturnAddress.Within(request, wish, "/"));
    }
}
